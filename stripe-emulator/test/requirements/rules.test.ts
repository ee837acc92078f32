import { describe, expect, test } from "vitest";
import { assess } from "../../src/requirements/assess.ts";
import type { AccountFacts, Check, Role } from "../../src/requirements/types.ts";
import {
  address,
  addressWithState,
  birthDate,
  created,
  enabled,
  entries,
  fresh,
  name,
  person,
  terms,
} from "./facts.ts";

const failed = (code: string): Extract<Check, { state: "failed" }> => ({
  state: "failed",
  code,
  reason: `Failed: ${code}.`,
  since: created,
});
const never = { charges: false, payouts: false };
const pending: Check = { state: "pending" };
const verified: Check = { state: "verified" };
const requirementsOf = (facts: Partial<AccountFacts>) => assess({ ...fresh, ...facts }).requirements;

describe("what follows a check that fails", () => {
  const ssnOnly = `${addressWithState} ${birthDate} email ${name} phone ssn_last_4`;
  const individual = (more: string, checks: [string, Check][]) =>
    requirementsOf({
      businessType: "individual",
      given: enabled.given,
      persons: [person("person_1", ["representative"], entries(`${ssnOnly} ${more}`))],
      checks: new Map(checks.map(([entry, check]) => [`individual.${entry}`, check])),
    });

  test("takes its place with the error: four digits, the whole number, a document", () => {
    expect(individual("", [["ssn_last_4", failed("verification_failed_keyed_identity")]])).toMatchObject({
      currently_due: ["individual.id_number"],
      errors: [{ requirement: "individual.id_number", code: "verification_failed_keyed_identity" }],
    });
    const number: [string, Check][] = [
      ["ssn_last_4", failed("verification_failed_keyed_identity")],
      ["id_number", failed("verification_failed_id_number_match")],
    ];
    expect(individual("id_number", number)).toMatchObject({
      currently_due: ["individual.verification.document"],
      errors: [{ requirement: "individual.verification.document", code: "verification_failed_id_number_match" }],
    });
    const given = "id_number verification.document";
    expect(individual(given, [...number, ["verification.document", pending]])).toMatchObject({
      currently_due: [],
      pending_verification: ["individual.verification.document"],
    });
    const bad = individual(given, [...number, ["verification.document", failed("verification_document_expired")]]);
    expect(bad.errors.map(({ code, requirement }) => [code, requirement])).toEqual([
      ["verification_document_expired", "individual.verification.document"],
    ]);
    expect(individual(given, [...number, ["verification.document", verified]])).toMatchObject({
      currently_due: [],
      eventually_due: [],
      pending_verification: [],
      disabled_reason: null,
    });
  });

  test("may become due, and is pending, while the check runs", () => {
    expect(individual("id_number", [["id_number", pending]]).pending_verification).toEqual(
      entries("individual.{id_number,verification.document}"),
    );
  });

  test("does not make up for a value that cannot be right: that is due again, with the same error once", () => {
    const old = failed("invalid_dob_age_over_maximum");
    expect(
      individual("", [
        ["dob.day", old],
        ["dob.month", old],
      ]),
    ).toMatchObject({
      currently_due: entries("individual.dob.{day,month}"),
      errors: [{ requirement: "individual.dob.day" }, { requirement: "individual.dob.month" }],
    });
    const unknown = failed("verification_failed_keyed_identity");
    expect(
      individual("", [
        ["dob.day", unknown],
        ["dob.month", unknown],
      ]),
    ).toMatchObject({
      currently_due: ["individual.verification.document"],
      errors: [{ requirement: "individual.verification.document", code: "verification_failed_keyed_identity" }],
    });
  });

  test("an entry that nothing stands in for is due again", () => {
    const city = "individual.address.city";
    expect(individual("", [["address.city", failed("verification_failed_address_match")]])).toMatchObject({
      currently_due: [city],
      errors: [{ requirement: city }],
    });
  });

  test("in Great Britain: a document for the name, another for the address", () => {
    const facts: Partial<AccountFacts> = {
      country: "GB",
      businessType: "individual",
      given: enabled.given,
      persons: [person("person_1", ["representative"], entries(`${address} ${birthDate} email ${name} phone`))],
    };
    const checks = (entry: string) => new Map([[`individual.${entry}`, failed("verification_failed_keyed_identity")]]);
    expect(requirementsOf(facts)).toMatchObject({ eventually_due: [], disabled_reason: null });
    expect(requirementsOf({ ...facts, checks: checks("dob.year") }).currently_due).toEqual([
      "individual.verification.document",
    ]);
    expect(requirementsOf({ ...facts, checks: checks("address.line1") }).currently_due).toEqual([
      "individual.verification.additional_document",
    ]);
  });
});

test("a failed check may stop payouts alone, which then belongs to no capability", () => {
  const failure: Check = { ...failed("verification_failed_address_match"), stops: "payouts" };
  const city = "individual.address.city";
  const facts: AccountFacts = { ...enabled, wasEnabled: never, checks: new Map([[city, failure]]) };
  const { capabilities, ...account } = assess(facts);
  expect(account).toMatchObject({
    charges_enabled: true,
    payouts_enabled: false,
    requirements: { past_due: [city], errors: [{ requirement: city }] },
  });
  expect([...capabilities.values()].map(({ status }) => status)).toEqual(["active", "active"]);
  const line1 = "individual.address.line1";
  const both = new Map([...facts.checks, [line1, failed("verification_failed_address_match")]]);
  expect(assess({ ...facts, checks: both }).charges_enabled).toBe(false);
  // What replaces both stops what either of them does.
  const given = entries(`${address} ${birthDate} email ${name} phone`);
  const british = { country: "GB" as const, persons: [person("person_1", ["representative"], given)] };
  expect(assess({ ...facts, ...british }).charges_enabled).toBe(true);
  expect(assess({ ...facts, ...british, checks: both }).charges_enabled).toBe(false);
});

test("a check of an entry that no row names counts as well", () => {
  const of = (check: Check) =>
    requirementsOf({ ...enabled, wasEnabled: never, checks: new Map([["documents.visa.files", check]]) });
  expect(of(pending).pending_verification).toEqual(["documents.visa.files"]);
  expect(of(failed("verification_document_expired")).past_due).toEqual(["documents.visa.files"]);
  expect(of(verified).eventually_due).toEqual([]);
});

describe("words instead of a URL, in the US", () => {
  const profile = (more: string, checks: [string, Check][] = []) =>
    requirementsOf({
      ...enabled,
      wasEnabled: never,
      given: new Set(entries(`business_profile.{mcc,name} external_account ${terms} ${more}`)),
      checks: new Map(checks),
    });
  const url = "business_profile.url";
  const words = "business_profile.product_description";

  test("do, and Stripe says so while the URL is due", () => {
    expect(profile("")).toMatchObject({
      currently_due: [url],
      alternatives: [{ original_fields_due: [url], alternative_fields_due: [words] }],
    });
    expect(profile(words)).toMatchObject({ currently_due: [], alternatives: [] });
    expect(profile(url)).toMatchObject({ currently_due: [], alternatives: [] });
  });

  test("do for a URL that failed", () => {
    const check: [string, Check] = [url, failed("invalid_url_denylisted")];
    expect(profile(url, [check])).toMatchObject({ currently_due: [url], errors: [{ requirement: url }] });
    expect(profile(`${url} ${words}`, [check])).toMatchObject({ currently_due: [], errors: [], alternatives: [] });
  });

  test("that fail are told at the URL, unless that is fine", () => {
    const check: [string, Check] = [words, failed("invalid_product_description_length")];
    expect(profile(words, [check])).toMatchObject({ currently_due: [url], errors: [{ requirement: url }] });
    expect(profile(`${url} ${words}`, [check])).toMatchObject({
      currently_due: [words],
      errors: [{ requirement: words }],
    });
  });
});

test("the statement descriptor is due in the US until the business has a name", () => {
  const descriptor = "settings.payments.statement_descriptor";
  const dueWith = (given: string[], country: AccountFacts["country"] = "US") =>
    requirementsOf({ country, given: new Set(given) }).currently_due.includes(descriptor);
  expect([dueWith([]), dueWith(["business_profile.name"]), dueWith([descriptor])]).toEqual([true, false, false]);
  expect(dueWith([], "GB")).toBe(false);
});

test("an individual who gave the whole number is not asked for its last digits", () => {
  const persons = [person("person_1", ["representative"], ["id_number"])];
  expect(requirementsOf({ businessType: "individual", persons }).eventually_due).not.toContain("individual.ssn_last_4");
});

describe("the people of a company", () => {
  const prefixesOf = (facts: Partial<AccountFacts>) => [
    ...new Set(
      requirementsOf({ businessType: "company", ...facts })
        .currently_due.map((entry) => `${entry.split(".")[0]}`)
        .filter(
          (prefix) => !/^(account|business_profile|company|external_account|settings|tos_acceptance)$/.test(prefix),
        ),
    ),
  ];

  test("are asked for by role until somebody holds it", () => {
    expect(prefixesOf({ country: "AU" })).toEqual(["directors", "executives", "owners", "representative"]);
    const persons = [person("person_1", ["representative", "owner"]), person("person_2", ["director"])];
    expect(prefixesOf({ country: "AU", persons })).toEqual(["executives", "person_1", "person_2"]);
  });

  test.each<[Role, string]>([
    ["owner", "owners"],
    ["director", "directors"],
    ["executive", "executives"],
  ])("as %s are complete once the platform says so", (_, prefix) => {
    const given = new Set([`company.${prefix}_provided`]);
    const all = ["directors", "executives", "owners", "representative"];
    expect(prefixesOf({ country: "AU", given })).toEqual(all.filter((other) => other !== prefix));
    expect(requirementsOf({ country: "AU", businessType: "company" }).currently_due).toContain(
      `company.${prefix}_provided`,
    );
  });

  const providedBy = (persons: AccountFacts["persons"], facts: Partial<AccountFacts> = {}) =>
    assess({ ...fresh, country: "AU", businessType: "company", persons, ...facts }).provided;
  const owners = (...shares: (number | null)[]) =>
    shares.map((share, index) => person(`person_${index + 1}`, ["owner"], [], share));

  test.each<{ shares: (number | null)[]; enough: boolean }>([
    { shares: [100], enough: true },
    { shares: [80], enough: false },
    { shares: [40, 33.5], enough: false },
    { shares: [40, 33.5, 26.5], enough: true },
    { shares: [33.33, 33.33, 33.33], enough: false },
    { shares: [0.1, 0.2, 99.7], enough: true },
    { shares: [null], enough: false },
    { shares: [75, null], enough: true },
    { shares: [60, null], enough: false },
    { shares: [null, null, null], enough: false },
    { shares: [null, null, null, null], enough: true },
    { shares: [], enough: false },
  ])("are all the owners there can be if nothing is left for another: $shares", ({ shares, enough }) => {
    const persons = owners(...shares);
    expect(providedBy(persons)).toEqual(enough ? ["company.owners_provided"] : []);
    const { currently_due } = requirementsOf({ country: "AU", businessType: "company", persons });
    expect(currently_due.includes("company.owners_provided")).toBe(!enough);
  });

  test("count as owners by their role, not by a share they had", () => {
    expect(providedBy([person("person_1", ["representative"], [], 100)])).toEqual([]);
    expect(providedBy([person("person_1", ["owner"], [], 60), person("person_2", ["director"], [], 40)])).toEqual([]);
  });

  test("are executives enough with one, and never directors enough", () => {
    expect(providedBy([person("person_1", ["executive"])])).toEqual(["company.executives_provided"]);
    const directors = ["person_1", "person_2", "person_3"].map((id) => person(id, ["director"], [], 33));
    expect(providedBy(directors)).toEqual([]);
  });

  test("are enough only where a table asks for them", () => {
    const persons = [...owners(100), person("person_2", ["executive"])];
    expect(providedBy(persons, { country: "JP" })).toEqual([]);
    expect(providedBy(persons, { country: "US" })).toEqual(["company.owners_provided"]);
    expect(providedBy(persons, { businessType: "non_profit" })).toEqual(["company.executives_provided"]);
    expect(providedBy(persons, { structure: "public_corporation" })).toEqual(["company.executives_provided"]);
    expect(providedBy(persons, { businessType: "individual" })).toEqual([]);
  });

  test("give what any of their roles asks for", () => {
    const persons = [person("person_1", ["representative", "owner"])];
    const { currently_due } = requirementsOf({ country: "AU", businessType: "company", persons });
    expect(currently_due).toEqual(
      expect.arrayContaining(["person_1.relationship.executive", "person_1.relationship.percent_ownership"]),
    );
  });

  test("own nothing that is non-profit, public or the state's", () => {
    const owned = (facts: Partial<AccountFacts>) =>
      requirementsOf(facts).eventually_due.some((entry) => entry.includes("owners"));
    expect(owned({ businessType: "company", structure: "private_corporation" })).toBe(true);
    expect(owned({ businessType: "company", structure: "public_corporation" })).toBe(false);
    expect(owned({ businessType: "non_profit" })).toBe(false);
    expect(owned({ businessType: "government_entity" })).toBe(false);
  });
});

describe("capabilities", () => {
  const statusesOf = (facts: Partial<AccountFacts>) =>
    [...assess({ ...enabled, ...facts }).capabilities].map(([capability, { status, requirements }]) => [
      capability,
      status,
      requirements.disabled_reason,
    ]);

  test("are active, pending or inactive, with reasons of their own", () => {
    expect(statusesOf({})).toEqual([
      ["card_payments", "active", null],
      ["transfers", "active", null],
    ]);
    expect(statusesOf({ wasEnabled: never, checks: new Map([["individual.phone", pending]]) })).toEqual([
      ["card_payments", "pending", "pending.review"],
      ["transfers", "active", null],
    ]);
    expect(statusesOf({ wasEnabled: never, persons: [] })).toEqual([
      ["card_payments", "inactive", "requirements.fields_needed"],
      ["transfers", "inactive", "requirements.fields_needed"],
    ]);
    expect(statusesOf({ blocked: { reason: "platform_paused", keepsPayouts: false } })).toEqual([
      ["card_payments", "inactive", "platform_paused"],
      ["transfers", "inactive", "platform_paused"],
    ]);
    expect(
      statusesOf({ blocked: { reason: "rejected.terms_of_service", keepsPayouts: false }, requested: ["transfers"] }),
    ).toEqual([["transfers", "inactive", "rejected.other"]]);
  });

  test("are paused while nothing happens on the account, which is asked for nothing", () => {
    expect(statusesOf({ isInactive: true })).toEqual([
      ["card_payments", "inactive", "paused.inactivity"],
      ["transfers", "inactive", "paused.inactivity"],
    ]);
    expect(assess({ ...enabled, isInactive: true })).toMatchObject({
      charges_enabled: false,
      requirements: { currently_due: [], disabled_reason: null },
    });
  });

  test.each([
    ["pending.onboarding", "pending"],
    ["platform_disabled", "inactive"],
    ["rejected.inactivity", "inactive"],
    ["rejected.unsupported_business", "inactive"],
  ] as const)("may be stopped alone: %s", (reason, status) => {
    const requested = ["card_payments", "klarna_payments", "transfers"];
    const stopped = { requested, blockedCapabilities: new Map([["klarna_payments", reason]]) };
    expect(statusesOf(stopped)).toEqual([
      ["card_payments", "active", null],
      ["klarna_payments", status, reason],
      ["transfers", "active", null],
    ]);
    expect(assess({ ...enabled, ...stopped })).toMatchObject({
      charges_enabled: true,
      payouts_enabled: true,
      requirements: { disabled_reason: null },
    });
    // The last that takes payments takes them with it.
    const last = { blockedCapabilities: new Map([["card_payments", reason]]) };
    expect(assess({ ...enabled, ...last })).toMatchObject({ charges_enabled: false, payouts_enabled: true });
    // What stops the account says more.
    const blocked = { reason: "rejected.fraud" as const, keepsPayouts: false };
    expect(statusesOf({ ...stopped, blocked }).map(([, , why]) => why)).toEqual(requested.map(() => "rejected.other"));
  });

  test("stay active while only payouts are stopped", () => {
    const given = new Set([...enabled.given].filter((entry) => entry !== "external_account"));
    expect(statusesOf({ wasEnabled: never, given })).toEqual([
      ["card_payments", "active", null],
      ["transfers", "active", null],
    ]);
  });

  test("that only pay out ask for less, in the US", () => {
    const individual = requirementsOf({ businessType: "individual", requested: ["transfers"] });
    expect(individual.currently_due).toEqual(
      entries(`business_profile.url external_account individual.{${name}} ${terms}`),
    );
    expect(individual.eventually_due).toEqual(expect.arrayContaining(entries(`individual.{${birthDate},ssn_last_4}`)));
    const company = requirementsOf({ businessType: "company", requested: ["transfers"] });
    expect(company.currently_due).toEqual(entries(`business_profile.url company.name external_account ${terms}`));
    expect(company.eventually_due).toContain("company.tax_id");
  });

  test("that only pay out never enable charges", () => {
    expect(assess({ ...enabled, requested: ["transfers"] })).toMatchObject({
      charges_enabled: false,
      payouts_enabled: true,
      requirements: { disabled_reason: null },
    });
  });

  test("that nobody requested are what is missing", () => {
    expect(assess({ ...enabled, requested: [] })).toMatchObject({
      charges_enabled: false,
      payouts_enabled: false,
      requirements: { disabled_reason: "action_required.requested_capabilities" },
    });
  });
});

test("an account that only paid out gets no time for what a capability to take payments asks for", () => {
  const facts: AccountFacts = {
    ...enabled,
    given: new Set(entries(`business_profile.{name,url} external_account ${terms}`)),
    persons: [person("person_1", ["representative"], entries(name))],
    wasEnabled: { charges: false, payouts: true },
  };
  expect(assess({ ...facts, requested: ["transfers"] })).toMatchObject({ payouts_enabled: true });
  const { requirements, charges_enabled } = assess(facts);
  expect(charges_enabled).toBe(false);
  expect(requirements.past_due).toEqual(requirements.currently_due);
  expect(requirements.past_due).toContain("business_profile.mcc");
});

describe("a rejected account", () => {
  const blocked = (keepsPayouts: boolean) =>
    assess({ ...enabled, blocked: { reason: "rejected.fraud", keepsPayouts }, persons: [] });

  test("keeps its lists", () => {
    const { requirements } = blocked(false);
    expect(requirements.disabled_reason).toBe("rejected.fraud");
    expect(requirements.currently_due).toContain("individual.first_name");
  });

  test("pays out only if the platform left that on", () => {
    expect(
      [blocked(false), blocked(true)].map(({ charges_enabled, payouts_enabled }) => [charges_enabled, payouts_enabled]),
    ).toEqual([
      [false, false],
      [false, true],
    ]);
  });
});

describe("details are submitted", () => {
  test("once all that is typed is there, whatever becomes of it", () => {
    const facts: AccountFacts = { ...enabled, wasEnabled: never };
    expect(assess(facts).details_submitted).toBe(true);
    expect(assess({ ...facts, checks: new Map([["individual.phone", failed("invalid_phone_number")]]) })).toMatchObject(
      {
        charges_enabled: false,
        details_submitted: true,
      },
    );
    expect(
      assess({ ...facts, checks: new Map([["individual.ssn_last_4", failed("verification_failed_other")]]) }),
    ).toMatchObject({ details_submitted: true });
    const given = new Set([...facts.given].filter((entry) => entry !== "business_profile.mcc"));
    expect(assess({ ...facts, given }).details_submitted).toBe(false);
  });
});

test("past due wins over pending", () => {
  const checks = new Map([["individual.id_number", pending]]);
  const given = new Set([...enabled.given].filter((entry) => entry !== "business_profile.mcc"));
  expect(requirementsOf({ ...enabled, wasEnabled: never, checks }).disabled_reason).toBe(
    "requirements.pending_verification",
  );
  expect(requirementsOf({ ...enabled, wasEnabled: never, checks, given }).disabled_reason).toBe(
    "requirements.past_due",
  );
});
