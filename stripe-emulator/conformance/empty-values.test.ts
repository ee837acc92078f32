import { afterAll, beforeAll, expect, test } from "vitest";
import { keys, startTestMode, type TestMode } from "../test/harness.ts";
import { formParameters } from "./openapi.ts";

let mode: TestMode;
let account: string;
let person: string;
beforeAll(async () => {
  mode = await startTestMode();
  ({ id: account } = await mode.stripe.accounts.create({ type: "custom", country: "US" }));
  ({ id: person } = await mode.stripe.accounts.createPerson(account, {}));
});
afterAll(() => mode.close());

/** Read in another way than the rest: metadata are unset on every endpoint, and `expand` is no value of the object. */
const isLeftOut = (name: string) => /(^|\[)(metadata|expand)\]?$/.test(name);

/**
 * docs.stripe.com/connect/account-tokens: optional details of legal entities and persons are cleared by an empty text, whatever the
 * document says; the second line of an address is its example, the others are our choice.
 */
const optionalDetail =
  /^(individual|company)\[.*\b(line2|maiden_name|email|gender|title|export_license_id|export_purpose_code|tax_id_registrar)\]$|^(.*\[line2\]|maiden_name|email|gender|relationship\[title\])$/;
const isOptional = (template: string, name: string) =>
  (/^(individual|company)\[/.test(name) || template.includes("/persons")) && optionalDetail.test(name);

/** What an endpoint needs besides, so that it comes to judge the one parameter. */
const besides: Readonly<Record<string, string>> = {
  "/v1/identity/verification_sessions": "type=document&",
  "/v1/accounts": "type=custom&",
  "/v1/webhook_endpoints": "url=https://demo.test/hook&enabled_events[]=*&",
  "/v1/file_links": "file=file_1AbCdEfGhIjKlMnOpQrStUvW&",
};

// Not Customers: Stripe unsets their texts, whatever its document says (stripe/stripe-dotnet 1954, stripe/stripe-node 1834).
test.each([
  "/v1/identity/verification_sessions",
  "/v1/identity/verification_sessions/{session}",
  "/v1/file_links",
  "/v1/file_links/{link}",
  "/v1/accounts",
  "/v1/accounts/{account}",
  "/v1/accounts/{account}/persons",
  "/v1/accounts/{account}/persons/{person}",
  "/v1/webhook_endpoints",
  "/v1/webhook_endpoints/{webhook_endpoint}",
])("POST %s refuses every empty value that Stripe's document does not say unsets something", async (template) => {
  const path = template
    .replace("{account}", account)
    .replace("{person}", person)
    .replace(/\{.+\}/, "none_of_this_id");
  const parameters = formParameters("POST", template).filter(({ name }) => !isLeftOut(name));
  const judged = await Promise.all(
    parameters.map(async ({ name }) => [name, await answerToEmpty(path, template, name)]),
  );
  const wanted = parameters.map(({ name, canBeUnset }) => [
    name,
    canBeUnset || isOptional(template, name) ? "unset" : "refused",
  ]);
  expect(Object.fromEntries(judged)).toEqual(Object.fromEntries(wanted));
});

/** What became of one parameter sent empty. */
async function answerToEmpty(path: string, template: string, name: string): Promise<string> {
  const response = await fetch(mode.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.secretKey}` },
    body: new URLSearchParams(`${besides[template] ?? ""}${encodeURIComponent(name)}=`),
  });
  // What has to be there besides may be missed first. An object of no such id is looked for once all parameters were read.
  return response.status === 400 ? "refused" : "unset";
}
