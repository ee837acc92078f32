import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ConnectMode, complete, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

const bank = { object: "bank_account" as const };
const eur = { ...bank, currency: "eur" };
const iban = (country: string) => ({ ...eur, country, account_number: `${country}89370400440532013000` });

/** Bank accounts of test mode, and the numbers that match: of a person, and of a company. */
const countries = {
  AU: { ...bank, country: "AU", currency: "aud", routing_number: "110000", account_number: "000123456" },
  BR: { ...bank, country: "BR", currency: "brl", routing_number: "110-0000", account_number: "0001234" },
  DE: iban("DE"),
  FR: iban("FR"),
  GB: { ...bank, country: "GB", currency: "gbp", routing_number: "108800", account_number: "00012345" },
  JP: { ...bank, country: "JP", currency: "jpy", routing_number: "1100000", account_number: "0001234" },
  SG: { ...bank, country: "SG", currency: "sgd", routing_number: "1100-000", account_number: "000123456" },
  US: { ...bank, country: "US", currency: "usd", routing_number: "110000000", account_number: "000123456789" },
};
type Country = keyof typeof countries;
const lengths: Readonly<Partial<Record<Country, { person: number; company: number }>>> = {
  BR: { person: 11, company: 14 },
  FR: { person: 9, company: 9 },
  JP: { person: 9, company: 13 },
};

/** What a seller would type for one entry of a person or a company, with the values that match. */
function answerOf(entry: string, country: Country, of: "person" | "company"): object {
  const digits = "0".repeat(lengths[country]?.[of] ?? 9);
  const [first = "", second = ""] = entry.split(".");
  const scripts = { city: "渋谷区", line1: "1-1", postal_code: "1500001", state: "東京都", town: "神南" };
  const wholes: Record<string, object> = {
    address: { address: { line1: "address_full_match", city: "Oakland", state: "CA", postal_code: "94607" } },
    address_kana: { address_kana: scripts },
    address_kanji: { address_kanji: scripts },
    dob: { dob: { day: 1, month: 1, year: 1901 } },
    documents: { documents: { [second]: { files: ["file_relationship_document_success"] } } },
    email: { email: "ada@demo.test" },
    full_name_aliases: { full_name_aliases: [""] },
    id_number: { id_number: digits },
    nationality: { nationality: "XX" },
    ownership_declaration: { ownership_declaration: { date: 1_790_000_000, ip: "203.0.113.7" } },
    phone: { phone: "0000000000" },
    political_exposure: { political_exposure: "none" },
    registration_number: { registration_number: digits },
    ssn_last_4: { ssn_last_4: "0000" },
    tax_id: { tax_id: digits },
    verification: { verification: { [second]: { front: "file_identity_document_success" } } },
  };
  if (first === "relationship") {
    return { relationship: { [second]: second === "title" ? "CEO" : second === "percent_ownership" ? 50 : true } };
  }
  if (first.endsWith("_provided")) return { [first]: true };
  return wholes[first] ?? { [first]: "Ada" };
}

/** Gives what one entry of `currently_due` asks for, as a form made of it would. */
async function give(id: string, entry: string, country: Country): Promise<void> {
  const { accounts } = mode.stripe;
  const [holder = "", ...rest] = entry.split(".");
  const bare = rest.join(".");
  // What a form gives is checked by the API, not by a type.
  const update = (params: object) => accounts.update(id, params as Stripe.AccountUpdateParams);
  if (holder === "business_profile") {
    const values = { mcc: "5734", url: "https://accessible.stripe.com", product_description: "Wires, by the yard" };
    const value = new Map(Object.entries(values)).get(bare) ?? "Wires";
    await update({ business_profile: { [bare]: value } });
  } else if (holder === "tos_acceptance") await update({ tos_acceptance: { date: 1_790_000_000, ip: "203.0.113.7" } });
  else if (holder === "external_account") await update({ external_account: countries[country] });
  else if (holder === "settings") await update({ settings: { payments: { statement_descriptor: "ADAS WIRES" } } });
  else if (bare === "nationality" && holder === "individual") {
    // Stripe's `individual` has no such parameter; its Person has.
    const { individual } = await accounts.retrieve(id);
    await accounts.updatePerson(id, individual?.id ?? "", { nationality: "XX" });
  } else if (bare === "verification.proof_of_liveness") {
    // No parameter gives it: a selfie does, in Stripe's form or with Identity.
    await mode.play(id, "checks", { entry, outcome: "verified" });
  } else if (holder === "individual") await update({ individual: answerOf(bare, country, "person") });
  else if (holder === "company") await update({ company: answerOf(bare, country, "company") });
  else if (holder.startsWith("person_")) {
    // As above.
    await accounts.updatePerson(id, holder, answerOf(bare, country, "person") as Stripe.AccountUpdatePersonParams);
  } else {
    // Nobody holds the role yet: the representative comes first, and then holds the others, too.
    const role = holder.replace(/s$/, "");
    const { data } = await accounts.listPersons(id);
    const [ada] = data;
    if (ada) await accounts.updatePerson(id, ada.id, { relationship: { [role]: true } });
    else await accounts.createPerson(id, { relationship: { [role]: true } });
  }
}

const wanted = Object.keys(countries).flatMap((country) =>
  (["individual", "company"] as const).map((type) => ({ country: country as Country, type })),
);

test.each(wanted)(
  "$country, $type: whoever gives what is due, entry by entry, is enabled",
  async ({ country, type }) => {
    const { id } = await mode.create({ country, business_type: type });
    let account = await mode.stripe.accounts.retrieve(id);
    // Each round gives all that is due, and what follows from it is due in the next.
    for (let round = 0; round < 12 && (account.requirements?.currently_due ?? []).length > 0; round++) {
      for (const entry of account.requirements?.currently_due ?? []) {
        const { requirements } = await mode.stripe.accounts.retrieve(id);
        if (requirements?.currently_due?.includes(entry)) await give(id, entry, country);
      }
      await mode.finishChecks();
      account = await mode.stripe.accounts.retrieve(id);
    }
    expect(account).toMatchObject({
      charges_enabled: true,
      payouts_enabled: true,
      details_submitted: true,
      capabilities: { card_payments: "active", transfers: "active" },
      requirements: { currently_due: [], errors: [], disabled_reason: null },
    });
  },
);

describe("as recorded", () => {
  test.each(["GB", "DE", "FR"] as const)(
    "an individual of %s is enabled in the answer to the creation",
    async (country) => {
      const { id_number: _, ssn_last_4: __, ...ada } = complete.individual;
      const account = await mode.create({
        ...complete,
        country,
        individual: ada,
        external_account: countries[country],
        business_profile: { mcc: "5734", url: "https://accessible.stripe.com" },
      });
      expect(account.capabilities).toEqual({ card_payments: "active", transfers: "active" });
    },
  );

  test("somebody of GB with another date of birth is asked for a document", async () => {
    const { id_number: _, ssn_last_4: __, ...ada } = complete.individual;
    const { id } = await mode.create({
      ...complete,
      country: "GB",
      individual: { ...ada, dob: { day: 4, month: 7, year: 1990 } },
      external_account: countries.GB,
    });
    await mode.finishChecks();
    expect((await mode.stripe.accounts.retrieve(id)).requirements).toMatchObject({
      currently_due: ["individual.verification.document"],
      errors: [{ code: "verification_failed_keyed_identity", requirement: "individual.verification.document" }],
    });
  });

  test("somebody of JP who was not found is told so at the document, which settles it", async () => {
    const { first_name: _, last_name: __, address: ___, ...ada } = complete.individual;
    const scripts = { city: "渋谷区", line1: "1-1", postal_code: "1500001", state: "東京都", town: "神南" };
    const { id } = await mode.create({
      ...complete,
      country: "JP",
      individual: {
        ...{ email: ada.email, phone: ada.phone, dob: { day: 4, month: 7, year: 1990 } },
        ...{ first_name_kana: "エイダ", last_name_kana: "ミホン", first_name_kanji: "映", last_name_kanji: "見本" },
        ...{ address_kana: scripts, address_kanji: scripts },
      },
      external_account: countries.JP,
      business_profile: {
        mcc: "5734",
        url: "https://accessible.stripe.com",
        product_description: "Wires, by the yard",
      },
    });
    await mode.finishChecks();
    const entry = "individual.verification.document";
    expect((await mode.stripe.accounts.retrieve(id)).requirements).toMatchObject({
      currently_due: [entry],
      errors: [{ code: "verification_failed_keyed_identity", requirement: entry }],
    });
    await mode.stripe.accounts.update(id, {
      individual: { verification: { document: { front: "file_identity_document_success" } } },
    });
    await mode.finishChecks();
    expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
      payouts_enabled: true,
      requirements: { currently_due: [], errors: [] },
    });
  });

  test("bank accounts show their routing numbers as Stripe does", async () => {
    const shown: Record<string, string | null> = {};
    for (const [country, external_account] of Object.entries(countries)) {
      const { external_accounts: banks } = await mode.create({ country, external_account });
      const [first] = banks?.data ?? [];
      if (first?.object === "bank_account") shown[country] = first.routing_number;
    }
    expect(shown).toEqual({
      AU: "11 0000",
      BR: "110-0000",
      DE: "110000000",
      FR: "110000000",
      GB: "108800",
      JP: "1100000",
      SG: "1100-000",
      US: "110000000",
    });
  });
});
