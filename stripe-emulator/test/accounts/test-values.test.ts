import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ConnectMode, complete, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

const { individual, business_profile: profile } = complete;
const keyed = "verification_failed_keyed_identity";
const document = "individual.verification.document";

type Case = {
  what: string;
  given: Stripe.AccountUpdateParams;
  /** What is told at last: the code, or none. */
  code: string | null;
  at?: string;
  /** Told in the same answer. */
  atOnce?: true;
};
const person = (details: Stripe.AccountUpdateParams.Individual) => ({ individual: { ...individual, ...details } });
const business = (details: Stripe.AccountUpdateParams.BusinessProfile) => ({
  business_profile: { ...profile, ...details },
});
const site = (name: string) => business({ url: `https://${name}.stripe.com` });
const url = "business_profile.url";
const address = (line1: string) => person({ address: { ...individual.address, line1 } });
const descriptor = "settings.payments.statement_descriptor";
const prefix = "settings.card_payments.statement_descriptor_prefix";

const cases: readonly Case[] = [
  { what: "id_number 000000000", given: person({ id_number: "000000000" }), code: null },
  { what: "id_number 222222222", given: person({ id_number: "222222222" }), code: null },
  { what: "id_number 111111111", given: person({ id_number: "111111111" }), code: keyed, at: document },
  { what: "address_full_match", given: address("address_full_match"), code: null },
  { what: "address_full_match_sync", given: address("address_full_match_sync"), code: null },
  { what: "an invented address", given: address("1 Test Way"), code: null },
  {
    what: "address_no_match",
    given: address("address_no_match"),
    code: "verification_failed_address_match",
    at: "individual.address.line1",
  },
  {
    what: "address_line1_no_match",
    given: address("address_line1_no_match"),
    code: "verification_failed_address_match",
    at: "individual.address.city",
  },
  {
    what: "somebody of 17 years",
    given: person({ dob: { day: 1, month: 1, year: new Date().getFullYear() - 17 } }),
    code: "invalid_dob_age_under_18",
    at: "individual.dob.year",
    atOnce: true,
  },
  {
    what: "somebody of 125 years",
    given: person({ dob: { day: 2, month: 1, year: 1900 } }),
    code: "invalid_dob_age_over_maximum",
    at: "individual.dob.day",
    atOnce: true,
  },
  {
    what: "a phone number of one digit",
    given: person({ phone: "+15555555555" }),
    code: "invalid_phone_number",
    at: "individual.phone",
    atOnce: true,
  },
  { what: "accessible", given: site("accessible"), code: null },
  { what: "disallowed", given: site("disallowed"), code: "invalid_url_denylisted", at: url },
  { what: "geoblocked", given: site("geoblocked"), code: "invalid_url_website_inaccessible_geoblocked", at: url },
  { what: "problem", given: site("problem"), code: "invalid_url_website_other", at: url },
  { what: "missing", given: site("missing"), code: "invalid_url_website_incomplete", at: url },
  { what: "mismatch", given: site("mismatch"), code: "invalid_url_website_business_information_mismatch", at: url },
  {
    what: "passwordprotected",
    given: site("passwordprotected"),
    code: "invalid_url_website_inaccessible_password_protected",
    at: url,
  },
  {
    what: "underconstruction",
    given: site("underconstruction"),
    code: "invalid_url_website_incomplete_under_construction",
    at: url,
  },
  { what: "inaccessible", given: site("inaccessible"), code: "invalid_url_website_inaccessible", at: url },
  {
    what: "disallowed_dba",
    given: business({ name: "disallowed_dba" }),
    code: "invalid_business_profile_name_denylisted",
    at: "business_profile.name",
    atOnce: true,
  },
  {
    what: "a short description",
    given: business({ product_description: "Wires" }),
    code: "invalid_product_description_length",
    at: "business_profile.product_description",
    atOnce: true,
  },
  {
    what: "descriptor mismatch",
    given: { settings: { payments: { statement_descriptor: "mismatch" } } },
    code: "invalid_statement_descriptor_business_mismatch",
    at: descriptor,
    atOnce: true,
  },
  {
    what: "descriptor disallowed",
    given: { settings: { payments: { statement_descriptor: "disallowed" } } },
    code: "invalid_statement_descriptor_denylisted",
    at: descriptor,
    atOnce: true,
  },
  {
    what: "prefix disallowed",
    given: { settings: { card_payments: { statement_descriptor_prefix: "disallowed" } } },
    code: "invalid_statement_descriptor_prefix_denylisted",
    at: prefix,
    atOnce: true,
  },
  {
    what: "file_identity_document_success",
    given: person({ verification: { document: { front: "file_identity_document_success" } } }),
    code: null,
  },
  {
    what: "file_identity_document_failure",
    given: person({ verification: { document: { front: "file_identity_document_failure" } } }),
    code: keyed,
    at: document,
  },
];

describe("an individual in the US who gives", () => {
  test.each(cases)("$what is told $code", async ({ given, code, at, atOnce }) => {
    // Parameters of an update that a creation takes as well.
    const made = await mode.create({ ...complete, ...given } as Stripe.AccountCreateParams);
    const errorsOf = ({ requirements }: Stripe.Account) => requirements?.errors ?? [];
    expect(errorsOf(made).length > 0).toBe(atOnce === true);
    await mode.finishChecks();
    const account = await mode.stripe.accounts.retrieve(made.id);
    if (code === null) {
      expect(errorsOf(account)).toEqual([]);
      expect(account).toMatchObject({ charges_enabled: true, payouts_enabled: true });
    } else {
      expect(errorsOf(account)).toContainEqual({ requirement: at, code, reason: expect.any(String) });
      expect(account.requirements?.currently_due).toContain(at);
    }
  });

  test("000000000 is on after the checks that Stripe's test mode takes 15 and 25 s for, and not before", async () => {
    // One document's worth is 600 s here.
    const { id } = await mode.create(complete);
    await mode.pass(899);
    expect((await mode.stripe.accounts.retrieve(id)).requirements?.pending_verification).toContain(
      "individual.id_number",
    );
    await mode.pass(1);
    const first = await mode.stripe.accounts.retrieve(id);
    expect(first.requirements?.pending_verification).not.toContain("individual.id_number");
    expect(first.charges_enabled).toBe(false);
    await mode.pass(600);
    expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({ charges_enabled: true, payouts_enabled: true });
  });

  test("the URL of an inactive business has every capability paused", async () => {
    const id = await mode.createEnabled();
    await mode.stripe.accounts.update(id, site("inactivity"));
    const { data } = await mode.stripe.accounts.listCapabilities(id);
    expect(data.map(({ requirements }) => requirements?.disabled_reason)).toEqual([
      "paused.inactivity",
      "paused.inactivity",
    ]);
  });

  test("a business name with the end _high_risk comes under review, after a while and until Stripe lets it go on", async () => {
    const id = await mode.createEnabled();
    const renamed = await mode.stripe.accounts.update(id, business({ name: "Ada's Wires_high_risk" }));
    expect(renamed).toMatchObject({
      charges_enabled: true,
      payouts_enabled: true,
      requirements: { disabled_reason: null, pending_verification: ["business_profile.name"] },
    });
    await mode.finishChecks();
    const reviewed = await mode.stripe.accounts.retrieve(id);
    expect(reviewed).toMatchObject({
      charges_enabled: false,
      payouts_enabled: false,
      requirements: {
        disabled_reason: "under_review",
        currently_due: [],
        eventually_due: [],
        pending_verification: [],
      },
    });
    const { data } = await mode.stripe.accounts.listCapabilities(id);
    expect(data.map(({ requirements }) => requirements?.disabled_reason)).toEqual(["pending.review", "pending.review"]);
    const told = mode.connect.until(
      ({ event }) =>
        event.type === "account.updated" && event.data.object.requirements?.disabled_reason === "under_review",
    );
    expect((await told).event.account).toBe(id);

    const other = await mode.stripe.accounts.update(id, business({ name: "Ada's Wires" }));
    expect(other.requirements?.disabled_reason).toBe("under_review");
    expect(await mode.play(id, "block", { disabledReason: null })).toMatchObject({
      charges_enabled: true,
      payouts_enabled: true,
      requirements: { disabled_reason: null },
    });
  });

  test("_high_risk inside a business name, or at the end of one that is gone before it was rated, changes nothing", async () => {
    const id = await mode.createEnabled();
    for (const name of ["Wires_high_risk", "_high_risk Wires"]) {
      await mode.stripe.accounts.update(id, business({ name }));
    }
    await mode.finishChecks();
    expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
      charges_enabled: true,
      requirements: { disabled_reason: null },
    });
  });

  test("a high risk takes nothing from an account that was rejected meanwhile", async () => {
    const id = await mode.createEnabled();
    await mode.stripe.accounts.update(id, business({ name: "Ada's Wires_high_risk" }));
    await mode.stripe.accounts.reject(id, { reason: "fraud_other" });
    await mode.finishChecks();
    const { requirements } = await mode.stripe.accounts.retrieve(id);
    expect(requirements?.disabled_reason).toBe("rejected.platform_fraud");
  });

  test("a date of birth that a sanctions list has is listed", async () => {
    const made = await mode.create({ ...complete, ...person({ dob: { day: 1, month: 1, year: 1900 } }) });
    expect(made).toMatchObject({ charges_enabled: false, requirements: { disabled_reason: "listed" } });
  });

  test("the last four digits 0000 alone is enough; others lead on to the whole number, then to a document", async () => {
    const { id_number: _, ...thin } = individual;
    const { id } = await mode.create({ ...complete, individual: { ...thin, ssn_last_4: "0000" } });
    await mode.finishChecks();
    expect((await mode.stripe.accounts.retrieve(id)).charges_enabled).toBe(true);

    const { id: other } = await mode.create({ ...complete, individual: { ...thin, ssn_last_4: "1234" } });
    await mode.finishChecks();
    const due = async () => (await mode.stripe.accounts.retrieve(other)).requirements?.currently_due;
    expect(await due()).toEqual(["individual.id_number"]);
    await mode.stripe.accounts.update(other, { individual: { id_number: "111111111" } });
    await mode.finishChecks();
    expect(await due()).toEqual([document]);
    const { individual: shown } = await mode.stripe.accounts.retrieve(other);
    expect(shown?.verification?.status).toBe("unverified");
  });

  test("a bank account whose ownership cannot be seen is asked for a document", async () => {
    const bank = { object: "bank_account" as const, country: "US", currency: "usd", routing_number: "110000000" };
    const { id } = await mode.create({
      ...complete,
      external_account: { ...bank, account_number: "000999999992" },
    });
    await mode.finishChecks();
    const entry = "documents.bank_account_ownership_verification.files";
    const { external_accounts: banks, requirements } = await mode.stripe.accounts.retrieve(id);
    expect(requirements?.currently_due).toEqual([entry]);
    const [found] = banks?.data ?? [];
    expect(found).toMatchObject({ requirements: { currently_due: [entry] } });
    await mode.stripe.accounts.updateExternalAccount(id, found?.id ?? "", {
      documents: { bank_account_ownership_verification: { files: ["file_relationship_document_success"] } },
    });
    await mode.finishChecks();
    expect((await mode.stripe.accounts.retrieve(id)).requirements?.currently_due).toEqual([]);
  });
});

test.each([
  ["mismatch_director", "verification_directors_mismatch"],
  ["missing_director", "verification_missing_directors"],
  ["extraneous_director", "verification_extraneous_directors"],
  ["mismatch_owner", "verification_missing_owners"],
  ["extraneous_owner", "verification_missing_owners"],
])("somebody of a company called %s is told %s", async (first_name, code) => {
  const { id } = await mode.create({ country: "GB", business_type: "company" });
  const { id_number: _, ...person } = individual;
  const relationship = { director: true, owner: true };
  await mode.stripe.accounts.createPerson(id, { ...person, first_name, relationship });
  await mode.finishChecks();
  const { requirements } = await mode.stripe.accounts.retrieve(id);
  expect(requirements?.errors).toContainEqual(expect.objectContaining({ code }));
});

test("terms are void once a verified number is another one, until they are accepted again", async () => {
  const { individual: _, ...rest } = complete;
  const { id } = await mode.create({ ...rest, business_type: "company", company: { tax_id: "222222222" } });
  const changed = await mode.stripe.accounts.update(id, { company: { tax_id: "000000000" } });
  expect(changed.requirements?.errors).toMatchObject([
    { code: "invalid_tos_acceptance", requirement: "tos_acceptance.date" },
  ]);
  const accepted = await mode.stripe.accounts.update(id, { tos_acceptance: complete.tos_acceptance });
  expect(accepted.requirements?.errors).toEqual([]);

  const person = await mode.createEnabled();
  const other = { individual: { id_number: "222222222" }, tos_acceptance: complete.tos_acceptance };
  expect((await mode.stripe.accounts.update(person, other)).requirements?.errors).toEqual([]);
  const { tos_acceptance: __, ...without } = other;
  expect((await mode.stripe.accounts.update(person, without)).requirements?.errors).toMatchObject([
    { code: "invalid_tos_acceptance" },
  ]);
});

describe("a company in the US with the tax number", () => {
  const company = {
    name: "Ada's Wires Inc",
    phone: "0000000000",
    address: { line1: "address_full_match", city: "Oakland", state: "CA", postal_code: "94607", country: "US" },
    owners_provided: true,
  };
  /** The company with somebody who represents it, its checks done. */
  async function make(given: Stripe.AccountCreateParams.Company) {
    const { individual: _, ...rest } = complete;
    const { id } = await mode.create({ ...rest, business_type: "company", company: { ...company, ...given } });
    const ada = { ...individual, relationship: { representative: true, owner: true, title: "CEO" } };
    await mode.stripe.accounts.createPerson(id, ada);
    await mode.finishChecks();
    return id;
  }

  test.each([
    { tax_id: "000000000", code: null },
    { tax_id: "000000001", code: null },
    { tax_id: "222222222", code: null },
    { tax_id: "111111111", code: "verification_failed_tax_id_match" },
    { tax_id: "111111112", code: "verification_failed_tax_id_not_issued" },
    { tax_id: "222221000", code: "verification_failed_keyed_match" },
    { tax_id: "222221001", code: "verification_missing_owners" },
    { tax_id: "222221002", code: "verification_directors_mismatch" },
    { tax_id: "222221003", code: "verification_missing_owners" },
    { tax_id: "222221004", code: "verification_missing_directors" },
  ])("$tax_id is told $code", async ({ tax_id, code }) => {
    const account = await mode.stripe.accounts.retrieve(await make({ tax_id }));
    expect(account.charges_enabled).toBe(code === null);
    expect(account.requirements?.errors?.map((error) => error.code)).toEqual(code === null ? [] : [code]);
  });

  const at = (line1: string) => ({ address: { ...company.address, line1 } });
  const parts = ["city", "line1", "postal_code", "state"].map((part) => `company.address.${part}`);
  const shown = async (id: string) => {
    const { charges_enabled, payouts_enabled, requirements } = await mode.stripe.accounts.retrieve(id);
    return [charges_enabled, payouts_enabled, requirements?.currently_due];
  };

  test.each([
    { line1: "address_full_match", charges: true, payouts: true, due: [] },
    { line1: "address_no_match", charges: true, payouts: false, due: ["company.address.line1"] },
    { line1: "address_line1_no_match", charges: false, payouts: false, due: parts },
  ])("000000000 at $line1 takes charges: $charges, pays out: $payouts", async ({ line1, charges, payouts, due }) => {
    const id = await make({ tax_id: "000000000", ...at(line1) });
    expect(await shown(id)).toEqual([charges, payouts, due]);
    const { requirements } = await mode.stripe.accounts.retrieve(id);
    const code = "verification_failed_address_match";
    expect(requirements?.errors).toMatchObject(due.map((requirement) => ({ code, requirement })));
  });

  test("000000000 may move to an address that says more for it, and loses nothing by one that says less", async () => {
    const id = await make({ tax_id: "000000000", ...at("address_line1_no_match") });
    const moves = ["address_no_match", "address_line1_no_match", "address_full_match", "address_no_match"];
    const after: unknown[] = [];
    for (const line1 of moves) {
      await mode.stripe.accounts.update(id, { company: at(line1) });
      await mode.finishChecks();
      after.push(await shown(id));
    }
    const [some, all] = [
      [true, false, ["company.address.line1"]],
      [true, true, []],
    ];
    expect(after).toEqual([some, some, all, all]);
  });

  test("222221005 waits for the registry, until it answers", async () => {
    const number = "company.tax_id";
    const id = await make({ tax_id: "222221005" });
    const waiting = await mode.stripe.accounts.retrieve(id);
    expect(waiting).toMatchObject({
      charges_enabled: false,
      requirements: { currently_due: [], disabled_reason: "requirements.pending_verification" },
    });
    expect(waiting.requirements?.pending_verification).toContain(number);
    await mode.play(id, "checks", { entry: number, outcome: "verified" });
    expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
      charges_enabled: true,
      requirements: { pending_verification: [] },
    });
  });

  test("000000000 and a legal name with the end _high_risk comes under review", async () => {
    const id = await make({ name: "Ada's Wires Inc_high_risk", tax_id: "000000000" });
    expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
      charges_enabled: false,
      requirements: { disabled_reason: "under_review", errors: [] },
    });
  });

  test.each(["mismatch_business_name", "match_name_only"])(
    "and the name %s is told that it does not match",
    async (name) => {
      const id = await make({ name, tax_id: "000000000" });
      const { requirements } = await mode.stripe.accounts.retrieve(id);
      expect(requirements?.errors).toContainEqual({
        requirement: "company.verification.document",
        code: "verification_failed_name_match",
        reason: expect.any(String),
      });
    },
  );
});
