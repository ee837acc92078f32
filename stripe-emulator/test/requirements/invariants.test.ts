import fc from "fast-check";
import { expect, test } from "vitest";
import { assess } from "../../src/requirements/assess.ts";
import { countries, isCountry } from "../../src/requirements/countries.ts";
import type { Row } from "../../src/requirements/table.ts";
import type { AccountFacts, Check, Raised, Role } from "../../src/requirements/types.ts";
import { created, day } from "./facts.ts";
import { brokenRulesOf } from "./invariants.ts";

const rows = Object.values(countries).flatMap(({ table }) => Object.values(table).flat());
const namesOf = (of: (row: Row) => boolean, prefix = "") => [
  ...new Set(
    rows
      .filter(of)
      .flatMap(({ ask, alternative = [], unless = [], replaces = [] }) => [
        ...ask,
        ...alternative,
        ...unless,
        ...replaces,
      ])
      .map((entry) => prefix + entry),
  ),
];
const accountEntries = [
  ...namesOf(({ who }) => who === "account"),
  ...namesOf(({ who }) => who === "company", "company."),
];
const personEntries = namesOf(({ who }) => who !== "account" && who !== "company");
const roles: Role[] = ["representative", "owner", "director", "executive"];
const ids = ["person_1", "person_2", "person_3"];
const fullNames = [
  ...accountEntries,
  ...["individual", "owners", ...ids].flatMap((prefix) => personEntries.map((entry) => `${prefix}.${entry}`)),
  "company.verification.document",
  "interv_1.other_compliance_inquiry.form",
];

const instant = fc.integer({ min: -40, max: 40 }).map((days) => created + 40 * day + days * day);
const check: fc.Arbitrary<Check> = fc.oneof(
  fc.constant<Check>({ state: "pending" }),
  fc.constant<Check>({ state: "verified" }),
  instant.map((since): Check => ({ state: "failed", code: "verification_failed_other", reason: "No match.", since })),
);
const raised: fc.Arbitrary<Raised> = fc.record({
  requirement: fc.constantFrom(...fullNames),
  deadline: fc.option(instant),
  future: fc.boolean(),
  stops: fc.constantFrom("charges", "payouts", "both"),
  error: fc.option(fc.constant({ code: "external_request", reason: "Look again." })),
});
/** Often almost everything, so that accounts get beyond their start. */
const some = (names: readonly string[]) =>
  fc.oneof(
    fc.subarray([...names]).map((given) => new Set(given)),
    fc
      .subarray([...names], { maxLength: 3 })
      .map((missing) => new Set(names.filter((name) => !missing.includes(name)))),
  );
const facts: fc.Arbitrary<AccountFacts> = fc.record({
  country: fc.constantFrom(...Object.keys(countries).filter(isCountry)),
  businessType: fc.constantFrom(null, "individual", "company", "non_profit", "government_entity"),
  structure: fc.constantFrom(null, "private_corporation", "public_corporation"),
  requested: fc.subarray(["card_payments", "transfers"]),
  given: some(accountEntries),
  persons: fc
    .array(fc.record({ roles: fc.subarray(roles), given: some(personEntries), share: fc.option(fc.nat(100)) }), {
      maxLength: ids.length,
    })
    .map((persons) =>
      persons.map((person, index) => ({
        id: `person_${index + 1}`,
        given: person.given,
        roles: new Set(person.roles),
        share: person.share,
      })),
    )
    // Stripe knows one representative only.
    .filter((persons) => persons.filter((person) => person.roles.has("representative")).length <= 1),
  checks: fc.array(fc.tuple(fc.constantFrom(...fullNames), check), { maxLength: 4 }).map((pairs) => new Map(pairs)),
  raised: fc.array(raised, { maxLength: 2 }),
  blocked: fc.option(
    fc.record({ reason: fc.constantFrom("rejected.other", "under_review"), keepsPayouts: fc.boolean() }),
  ),
  blockedCapabilities: fc
    .option(fc.constantFrom("pending.onboarding", "platform_disabled", "rejected.unsupported_business"))
    .map((reason) => new Map(reason === null ? [] : [["card_payments", reason]])),
  isInactive: fc.boolean(),
  created: fc.constant(created),
  now: instant.filter((now) => now >= created),
  wasEnabled: fc.record({ charges: fc.boolean(), payouts: fc.boolean() }),
  dueSince: fc.array(fc.tuple(fc.constantFrom(...fullNames), instant), { maxLength: 4 }).map((pairs) => new Map(pairs)),
});

test("all rules hold, whatever the facts", () => {
  fc.assert(
    fc.property(facts, (any) => {
      expect(brokenRulesOf(assess(any), any)).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

test("the same facts with what the last assessment remembers lead to the same answer", () => {
  fc.assert(
    fc.property(facts, (any) => {
      const first = assess(any);
      expect(assess({ ...any, dueSince: first.dueSince })).toEqual(first);
    }),
    { numRuns: 500 },
  );
});

test("facts are only read", () => {
  fc.assert(
    fc.property(facts, (any) => {
      const before = structuredClone(any);
      assess(any);
      expect(any).toEqual(before);
    }),
    { numRuns: 200 },
  );
});
