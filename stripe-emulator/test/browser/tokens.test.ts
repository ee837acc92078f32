import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "../harness.ts";
import { openPage, startBrowser, startSite } from "./browser.ts";

/* createToken as a site of another origin calls it, for a platform whose server must not see what is said of its sellers. */

/** The smallest PNG, in base64: one pixel. */
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let mode: TestMode;
let browser: Browser;
let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  mode = await startTestMode({ platformCountry: "FR" });
  browser = await startBrowser();
  const page = `<!doctype html><html lang="en"><head><title>Shop</title>
    <script src="${mode.url}/endive/stripe.js" nonce="n"></script></head><body><h1>Shop</h1></body></html>`;
  site = await startSite(
    { "/": { type: "text/html", body: page } },
    `default-src 'none'; script-src 'nonce-n'; connect-src ${mode.url}; img-src data:`,
  );
});
afterAll(async () => {
  await browser.close();
  site.close();
  await mode.close();
});

/** What `createToken` of a shop's page answered. */
async function createToken(type: string, data: object) {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  const call = `Stripe("pk_test_emulator_local_only").createToken(...${JSON.stringify([type, data])})`;
  const answer = await page.evaluate<{ token?: { id: string }; error?: object }>(call);
  await context.close();
  return answer;
}

test("an account and its people are made of tokens of the page, with whatever hashes and lists they hold", async () => {
  const { token } = await createToken("account", {
    business_type: "company",
    company: { name: "Wires & Co", address: { city: "Paris", line2: null }, directors_provided: true },
    tos_shown_and_accepted: true,
  });
  expect(token).toMatchObject({ object: "token", type: "account", used: false });
  const { id, ...account } = await mode.stripe.accounts.create({
    type: "custom",
    country: "FR",
    capabilities: { transfers: { requested: true } },
    account_token: token?.id ?? "",
  });
  expect(account).toMatchObject({
    company: { name: "Wires & Co", address: { city: "Paris", line2: null }, directors_provided: true },
    tos_acceptance: { date: expect.any(Number) },
  });

  const ada = { first_name: "Ada", dob: { day: 4, month: 7, year: 1990 }, full_name_aliases: ["A.", "Countess"] };
  // Stripe's guide wraps a person; the types of @stripe/stripe-js do not.
  for (const data of [{ person: ada }, ada]) {
    const { token: made } = await createToken("person", data);
    const person = await mode.stripe.accounts.createPerson(id, { person_token: made?.id ?? "" });
    expect(person).toMatchObject(ada);
  }
});

test("a document goes from the page to the account, and a token gives it to the person", async () => {
  const { token } = await createToken("account", { business_type: "company", company: { name: "Wires & Co" } });
  const { id } = await mode.stripe.accounts.create({
    type: "custom",
    capabilities: { transfers: { requested: true } },
    account_token: token?.id ?? "",
  });
  const { page, context, complaints } = await openPage(browser);
  await page.goto(site.url);
  const file = await page.evaluate(
    async ([url, account, picture]): Promise<{ id: string }> => {
      const body = new FormData();
      body.set("purpose", "identity_document");
      body.set("file", new Blob([Uint8Array.from(atob(picture), (byte) => byte.charCodeAt(0))]), "front.png");
      const headers = { authorization: "Bearer pk_test_emulator_local_only", "stripe-account": account };
      return (await fetch(`${url}/v1/files`, { method: "POST", headers, body })).json();
    },
    [mode.url, id, pixel] as const,
  );
  await context.close();
  expect(complaints).toEqual([]);

  const { token: person } = await createToken("person", { verification: { document: { front: file.id } } });
  const made = await mode.stripe.accounts.createPerson(id, { person_token: person?.id ?? "" });
  expect(made.verification?.document?.front).toBe(file.id);
});

test("what the API refuses comes as an error, what it does not know is thrown", async () => {
  expect(await createToken("person", { person: { nonsense: "1" } })).toMatchObject({
    error: { message: "Received unknown parameter: person[nonsense]", param: "person[nonsense]" },
  });
  await expect(createToken("card", {})).rejects.toThrow("IntegrationError");
});
