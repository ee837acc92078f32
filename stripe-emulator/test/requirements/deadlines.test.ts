import { describe, expect, test } from "vitest";
import { assess } from "../../src/requirements/assess.ts";
import type { AccountFacts, Check, Raised } from "../../src/requirements/types.ts";
import { birthDate, created, day, enabled, entries } from "./facts.ts";

const after = (days: number, facts: Partial<AccountFacts> = {}): AccountFacts => ({
  ...enabled,
  now: created + days * day,
  ...facts,
});
const without = (entry: string) => ({ given: new Set([...enabled.given].filter((other) => other !== entry)) });
const never = { charges: false, payouts: false };
const on = { charges_enabled: true, payouts_enabled: true };
const off = { charges_enabled: false, payouts_enabled: false };

/** The parts of the answer that a deadline changes. */
function stateOf(facts: AccountFacts) {
  const { requirements, future_requirements, charges_enabled, payouts_enabled } = assess(facts);
  const { currently_due, past_due, current_deadline, disabled_reason } = requirements;
  return {
    currently_due,
    past_due,
    current_deadline,
    disabled_reason,
    future_requirements,
    charges_enabled,
    payouts_enabled,
  };
}

test("an account that gave everything is enabled, and nothing is due", () => {
  expect(stateOf(enabled)).toMatchObject({ currently_due: [], current_deadline: null, disabled_reason: null, ...on });
});

describe("a check that runs while the account is enabled", () => {
  const checks = new Map<string, Check>([
    ["individual.id_number", { state: "pending" }],
    ["individual.verification.document", { state: "verified" }],
  ]);

  test("has a deadline that stands alone, 30 days after creation", () => {
    const { requirements, ...flags } = assess(after(1, { checks }));
    expect(flags).toMatchObject(on);
    expect(requirements).toMatchObject({
      currently_due: [],
      pending_verification: ["individual.id_number"],
      current_deadline: created + 30 * day,
      disabled_reason: null,
    });
  });

  test("disables the account once the deadline is over", () => {
    expect(stateOf(after(30, { checks }))).toMatchObject({
      currently_due: [],
      current_deadline: null,
      disabled_reason: "requirements.pending_verification",
      ...off,
    });
  });

  test("disables a new account at once", () => {
    expect(stateOf(after(1, { checks, wasEnabled: never }))).toMatchObject({
      disabled_reason: "requirements.pending_verification",
      ...off,
    });
  });
});

describe("a check that failed", () => {
  const reason = "This field must contain a valid phone number for your country.";
  const since = created + 3 * day;
  const checks = new Map<string, Check>([
    ["individual.phone", { state: "failed", code: "invalid_phone_number", reason, since }],
  ]);

  test("leaves an enabled account 14 days from then", () => {
    const facts = after(16.9, { checks });
    expect(stateOf(facts)).toMatchObject({
      currently_due: ["individual.phone"],
      past_due: [],
      current_deadline: since + 14 * day,
      disabled_reason: null,
      ...on,
    });
    expect(assess(facts).requirements.errors).toEqual([
      { requirement: "individual.phone", code: "invalid_phone_number", reason },
    ]);
  });

  test("disables it then", () => {
    expect(stateOf(after(17, { checks }))).toMatchObject({
      past_due: ["individual.phone"],
      current_deadline: null,
      disabled_reason: "requirements.past_due",
      ...off,
    });
  });

  test("leaves a new account no time", () => {
    expect(stateOf(after(3, { checks, wasEnabled: never }))).toMatchObject({
      past_due: ["individual.phone"],
      current_deadline: null,
      ...off,
    });
  });
});

describe("an entry that an enabled account loses", () => {
  test("is due for 14 days from when that was first assessed", () => {
    const first = assess(after(10, without("business_profile.mcc")));
    expect([...first.dueSince]).toEqual([["business_profile.mcc", created + 10 * day]]);
    const { dueSince } = first;
    expect(stateOf(after(20, { ...without("business_profile.mcc"), dueSince }))).toMatchObject({
      currently_due: ["business_profile.mcc"],
      past_due: [],
      current_deadline: created + 24 * day,
      ...on,
    });
    expect(stateOf(after(24, { ...without("business_profile.mcc"), dueSince }))).toMatchObject({
      past_due: ["business_profile.mcc"],
      current_deadline: null,
      ...off,
    });
    expect(assess(after(24, { dueSince })).dueSince.size).toBe(0);
  });

  test("stops payouts at once if it is the bank account", () => {
    expect(stateOf(after(10, without("external_account")))).toMatchObject({
      past_due: ["external_account"],
      charges_enabled: true,
      payouts_enabled: false,
    });
  });
});

describe("a raised requirement", () => {
  const raised = (more: Partial<Raised>): Pick<AccountFacts, "raised"> => ({
    raised: [
      {
        requirement: "individual.verification.document",
        deadline: created + 20 * day,
        future: false,
        stops: "payouts",
        error: null,
        ...more,
      },
    ],
  });

  test("is due until its deadline, and stops then what it names", () => {
    expect(stateOf(after(19, raised({})))).toMatchObject({
      currently_due: ["individual.verification.document"],
      past_due: [],
      current_deadline: created + 20 * day,
      ...on,
    });
    expect(stateOf(after(20, raised({})))).toMatchObject({
      past_due: ["individual.verification.document"],
      disabled_reason: "requirements.past_due",
      charges_enabled: true,
      payouts_enabled: false,
    });
    expect(stateOf(after(20, raised({ stops: "charges" })))).toMatchObject({
      charges_enabled: false,
      payouts_enabled: true,
    });
  });

  test("keeps its deadline on a new account, too", () => {
    expect(stateOf(after(19, { ...raised({}), wasEnabled: never }))).toMatchObject({ past_due: [], ...on });
  });

  test("without a deadline is due without an end", () => {
    expect(stateOf(after(400, raised({ deadline: null })))).toMatchObject({
      currently_due: ["individual.verification.document"],
      past_due: [],
      current_deadline: null,
      ...on,
    });
  });

  test("is met by a value, and pending while that is checked", () => {
    const [individual] = enabled.persons;
    const given = new Set([...(individual?.given ?? []), "verification.document"]);
    const persons = enabled.persons.map((person) => ({ ...person, given }));
    expect(stateOf(after(20, { ...raised({}), persons }))).toMatchObject({ currently_due: [], ...on });
    const checks = new Map<string, Check>([["individual.verification.document", { state: "pending" }]]);
    const { requirements } = assess(after(20, { ...raised({}), persons, checks }));
    expect(requirements).toMatchObject({
      currently_due: [],
      pending_verification: ["individual.verification.document"],
    });
  });

  test("of a risk review stays with its error until it is answered, and goes when it is taken out", () => {
    const requirement = "interv_1.other_compliance_inquiry.form";
    const error = { code: "external_request", reason: "Answer the form." };
    const review = raised({ requirement, deadline: null, error, stops: "both" });
    expect(assess(after(5, review)).requirements).toMatchObject({
      currently_due: [requirement],
      errors: [{ requirement, ...error }],
    });
    const checks = new Map<string, Check>([[requirement, { state: "pending" }]]);
    expect(assess(after(5, { ...review, checks })).requirements).toMatchObject({
      currently_due: [],
      errors: [],
      pending_verification: [requirement],
    });
    expect(assess(after(5, { ...review, wasEnabled: never })).requirements.past_due).toEqual([requirement]);
  });

  test("of the future waits in its own hash, which disables nothing", () => {
    const error = { code: "verification_failed_other", reason: "No match." };
    expect(stateOf(after(19, raised({ future: true, error })))).toMatchObject({
      currently_due: [],
      current_deadline: null,
      disabled_reason: null,
      future_requirements: {
        currently_due: ["individual.verification.document"],
        eventually_due: ["individual.verification.document"],
        past_due: [],
        errors: [{ requirement: "individual.verification.document", ...error }],
        current_deadline: created + 20 * day,
        disabled_reason: null,
      },
      ...on,
    });
  });

  test("of the future becomes a requirement at its deadline: 14 days for who is enabled, none for others", () => {
    const nothing = { currently_due: [], eventually_due: [], past_due: [], current_deadline: null };
    expect(stateOf(after(20, raised({ future: true })))).toMatchObject({
      currently_due: ["individual.verification.document"],
      past_due: [],
      current_deadline: created + 34 * day,
      future_requirements: nothing,
      ...on,
    });
    expect(stateOf(after(34, raised({ future: true })))).toMatchObject({
      past_due: ["individual.verification.document"],
      charges_enabled: true,
      payouts_enabled: false,
    });
    expect(stateOf(after(20, { ...raised({ future: true }), wasEnabled: never }))).toMatchObject({
      past_due: ["individual.verification.document"],
      future_requirements: nothing,
    });
  });

  test("of the future without a deadline is needed at some time only", () => {
    const facts = after(400, raised({ requirement: "individual.id_number", future: true, deadline: null }));
    const persons = facts.persons.map((person) => ({
      ...person,
      given: new Set([...person.given].filter((entry) => entry !== "id_number")),
    }));
    expect(stateOf({ ...facts, persons }).future_requirements).toMatchObject({
      currently_due: [],
      eventually_due: ["individual.id_number"],
      current_deadline: null,
    });
  });

  test("of the future is past due if it is so now, in whatever order they were raised", () => {
    const facts = after(19, {
      ...raised({ requirement: "external_account", future: true }),
      ...without("external_account"),
    });
    expect(stateOf(facts).future_requirements).toMatchObject({ past_due: ["external_account"], disabled_reason: null });
    const [later] = raised({ future: true }).raised;
    const [sooner] = raised({ deadline: created + day }).raised;
    const twice = after(19, { raised: [later, sooner].filter((it) => it !== undefined) });
    expect(stateOf(twice).future_requirements.past_due).toEqual(["individual.verification.document"]);
  });
});

test("what stops payouts alone has no time until payouts were enabled", () => {
  const japan = (wasEnabled: AccountFacts["wasEnabled"]) =>
    stateOf(
      after(1, {
        country: "JP",
        given: new Set([...enabled.given, "business_profile.product_description"]),
        persons: enabled.persons.map((person) => ({
          ...person,
          given: new Set(
            entries(`address_kana.{city,line1,postal_code,state,town},address_kanji.{city,line1,postal_code,state,town}
              ${birthDate} email phone first_name_{kana,kanji} last_name_{kana,kanji}`),
          ),
        })),
        wasEnabled,
      }),
    );
  expect(japan({ charges: true, payouts: false })).toMatchObject({
    past_due: ["individual.verification.document"],
    charges_enabled: true,
    payouts_enabled: false,
  });
  expect(japan({ charges: true, payouts: true })).toMatchObject({
    currently_due: ["individual.verification.document"],
    past_due: [],
    current_deadline: created + 15 * day,
    ...on,
  });
});

test("the account's deadline is the first of all", () => {
  const facts = after(1, {
    ...without("business_profile.mcc"),
    checks: new Map([
      ["individual.phone", { state: "failed", code: "invalid_phone_number", reason: "", since: created }],
      ["individual.id_number", { state: "pending" }],
    ]),
  });
  expect(stateOf(facts).current_deadline).toBe(created + 14 * day);
});
