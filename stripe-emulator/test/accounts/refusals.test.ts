import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ConnectMode, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

type Refusal = {
  what: string;
  given: Record<string, unknown>;
  message: string | RegExp;
  param?: string;
  code?: string;
};

const year = new Date().getFullYear();
const bank = { object: "bank_account", country: "US", currency: "usd", routing_number: "110000000" };

const refusals: readonly Refusal[] = [
  {
    what: "a child",
    given: { business_type: "individual", individual: { dob: { day: 1, month: 1, year: year - 12 } } },
    message: "Must be at least 13 years of age to use Stripe",
    param: "individual[dob][year]",
  },
  {
    what: "an unknown parameter",
    given: { company: { legal_entity: "x" } },
    message: "Received unknown parameter: company[legal_entity]",
    param: "company[legal_entity]",
    code: "parameter_unknown",
  },
  {
    what: "a parameter that only updates know",
    given: { documents: { proof_of_registration: { files: ["file_1"] } } },
    message: "Received unknown parameter: documents[proof_of_registration]",
    code: "parameter_unknown",
  },
  {
    what: "a tax number of another form",
    given: { business_type: "company", company: { tax_id: "12345" } },
    message: "US tax IDs must have 9 digits",
    param: "company[tax_id]",
  },
  {
    what: "a number of another country's form",
    given: { business_type: "individual", individual: { id_number: "1234567890123456" } },
    message: "US tax IDs must have 9 digits",
    param: "individual[id_number]",
  },
  {
    what: "a structure of an individual",
    given: { business_type: "individual", company: { structure: "sole_proprietorship" } },
    message:
      "'sole_proprietorship' is not a valid structure in the country US and under the business type 'individual'",
    param: "company[structure]",
  },
  {
    what: "a country that is not there",
    given: { country: "SA" },
    message: "SA is not currently supported by Stripe",
    param: "country",
  },
  {
    what: "the recipient's terms at home",
    given: { tos_acceptance: { service_agreement: "recipient" } },
    message: /^The recipient ToS agreement is not supported for platforms in US creating accounts in US\./,
    param: "tos_acceptance[service_agreement]",
  },
  {
    what: "a phone number of another country, naming no parameter",
    given: { business_type: "individual", individual: { phone: "+442071838750" } },
    message: '"+442071838750" is not a valid phone number',
  },
  {
    what: "a bank account that is none of test mode",
    given: { external_account: { ...bank, account_number: "000123456780" } },
    message: /^You must use a test bank account number in test mode\. Try 000123456789 /,
    param: "bank_account[account_number]",
    code: "account_number_invalid",
  },
  {
    what: "a routing number that is none",
    given: { external_account: { ...bank, routing_number: "1", account_number: "000123456789" } },
    message: /routing number/,
    code: "routing_number_invalid",
  },
  {
    what: "a bank account in a currency the account cannot have",
    given: { external_account: { ...bank, currency: "jpy", account_number: "000123456789" } },
    message: "Invalid currency: jpy. You can use these currencies for transfers for an account in US: usd",
  },
  {
    what: "a day that never was",
    given: { business_type: "individual", individual: { dob: { day: 30, month: 2, year: 1990 } } },
    message: /^Invalid date/,
    param: "individual[dob]",
  },
  {
    what: "a date of birth without its year",
    given: { business_type: "individual", individual: { dob: { day: 30, month: 3 } } },
    message: "Missing required param: individual[dob][year].",
    code: "parameter_missing",
  },
  { what: "a business type that is none", given: { business_type: "club" }, message: /^Invalid business_type/ },
  {
    what: "an account with Stripe's Dashboard",
    given: { type: "express" },
    message: /^This emulator makes only/,
    param: "type",
  },
];

test.each(refusals)("$what is refused", async ({ given, message, param, code }) => {
  // Some of these are no parameters the SDK knows.
  const refusal = await mode.refusal(mode.create(given as Stripe.AccountCreateParams));
  expect(refusal.statusCode).toBe(400);
  expect(refusal.message).toMatch(message);
  expect(refusal.param).toBe(param ?? refusal.param);
  if (code) expect(refusal.code).toBe(code);
  expect((await mode.stripe.accounts.list()).data).toEqual([]);
});

test("a controller that means custom is accepted and says none; any other is refused", async () => {
  const custom = {
    fees: { payer: "application" },
    losses: { payments: "application" },
    requirement_collection: "application",
    stripe_dashboard: { type: "none" },
  } satisfies Stripe.AccountCreateParams.Controller;
  const { accounts } = mode.stripe;
  expect(await accounts.create({ controller: custom })).toMatchObject({
    type: "none",
    country: "US",
    controller: { ...custom, type: "application", is_controller: true },
  });
  expect(await accounts.create({ type: "custom" })).toMatchObject({
    type: "custom",
    controller: { ...custom, fees: { payer: "application_custom" } },
  });
  const other = accounts.create({ controller: { ...custom, stripe_dashboard: { type: "express" } } });
  expect(await mode.refusal(other)).toMatchObject({ statusCode: 400, param: "controller" });
  expect(await mode.refusal(accounts.create({ type: "custom", controller: custom }))).toMatchObject({
    message: expect.stringContaining("mutually exclusive"),
  });
});

test("a restricted key needs the permission of each call, by Stripe's name", async () => {
  const { id } = await mode.create();
  const restricted = (await mode.control<{ restrictedKey: string }>("GET", "/keys")).restrictedKey;
  expect(restricted).toMatch(/^rk_test_/);
  for (const [call, permission] of [
    [mode.restricted.accounts.retrieve(id), "accounts_kyc_basic_read"],
    [mode.restricted.accounts.listPersons(id), "accounts_kyc_basic_read"],
    [mode.restricted.accounts.update(id, {}), "connected_account_write"],
    [mode.restricted.tokens.create({ pii: { id_number: "1" } }), "tokens_write"],
  ] as const) {
    expect(await mode.refusal(call)).toMatchObject({
      statusCode: 403,
      message: expect.stringContaining(`'rak_${permission}'`),
    });
  }
});
