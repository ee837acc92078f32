import { describe, expect, test } from "vitest";
import { toParameters } from "@/lib/connect/parameters";
import {
  boardProblem,
  isAnswerable,
  mayAnswer,
  mayChangePeople,
  mayOpenHostedPage,
  mayRemovePerson,
  mayStartAccount,
} from "@/lib/connect/rules";

const open = { stripeId: "acct_1", status: "due", businessType: "company" } as const;
const closed = { ...open, status: "closed" } as const;
const unanswered = { ...open, stripeId: null, status: "not_started" } as const;

test("a seller begins once, also when the first answer was lost, and not while data are being deleted", () => {
  expect(mayStartAccount({ account: null, beingDeleted: false })).toEqual({ ok: true });
  expect(mayStartAccount({ account: unanswered, beingDeleted: false })).toEqual({ ok: true });
  expect(mayStartAccount({ account: null, beingDeleted: true })).toEqual({ ok: false, why: "being_deleted" });
  expect(mayStartAccount({ account: open, beingDeleted: false })).toEqual({ ok: false, why: "already_started" });
});

test("nothing is sent for an account that Stripe has not made or has closed, but its own page opens", () => {
  expect(mayAnswer(open)).toEqual({ ok: true });
  for (const none of [null, unanswered]) expect(mayAnswer(none)).toEqual({ ok: false, why: "not_started" });
  expect(mayAnswer(closed)).toEqual({ ok: false, why: "closed" });
  expect(mayOpenHostedPage(closed)).toEqual({ ok: true });
  expect(mayOpenHostedPage(unanswered)).toEqual({ ok: false, why: "not_started" });
});

test("persons are of companies, and the representative stays", () => {
  expect(mayChangePeople(open)).toEqual({ ok: true });
  expect(mayChangePeople({ ...open, businessType: "individual" })).toEqual({ ok: false, why: "individual" });
  const holder = { id: "person_1", percentOwnership: null };
  expect(mayRemovePerson({ ...holder, roles: ["owner"] })).toEqual({ ok: true });
  expect(mayRemovePerson({ ...holder, roles: ["representative"] })).toEqual({ ok: false, why: "representative" });
  expect(mayRemovePerson(null)).toEqual({ ok: false, why: "not_there" });
});

describe("the board of persons", () => {
  const persons = [
    { id: "person_1", roles: ["representative", "owner"], percentOwnership: 60 },
    { id: "person_2", roles: ["owner"], percentOwnership: 33.4 },
  ];
  const owner = (id: string | null, percentOwnership: number | null) => ({
    id,
    roles: ["owner"] as const,
    percentOwnership,
  });

  test("holds shares of at most 100 percent together, to the hundredth", () => {
    expect(boardProblem(persons, owner(null, 6.6))).toBeNull();
    expect(boardProblem(persons, owner(null, 6.61))).toEqual({ code: "shares_over_100", total: 100.01 });
    // One's own share is replaced, not added.
    expect(boardProblem(persons, owner("person_2", 40))).toBeNull();
    expect(boardProblem(persons, owner("person_2", null))).toBeNull();
  });

  test("has one representative", () => {
    const representative = (id: string | null) => ({ id, roles: ["representative"] as const, percentOwnership: null });
    expect(boardProblem(persons, representative(null))).toEqual({ code: "second_representative" });
    expect(boardProblem(persons, representative("person_1"))).toBeNull();
  });
});

describe("what a form may send", () => {
  test.each([
    ["individual.first_name", null],
    ["individual.dob.day", null],
    ["individual.id_number", null],
    ["company.tax_id", null],
    ["company.address.line1", null],
    ["business_profile.url", null],
    ["settings.payments.statement_descriptor", null],
    ["business_type", null],
    ["first_name", "person_1"],
    ["address.postal_code", "person_1"],
    ["relationship.title", "person_1"],
    ["relationship.percent_ownership", "person_1"],
  ])("is %s of %s", (entry, person) => {
    expect(isAnswerable(entry, person)).toBe(true);
  });

  test.each([
    ["metadata.user_id", null],
    ["metadata.user_id", "person_1"],
    ["tos_acceptance.ip", null],
    ["external_account", null],
    ["settings.payouts.schedule.delay_days", null],
    ["capabilities.card_payments.requested", null],
    ["company.owners_provided", null],
    ["company.ownership_declaration.ip", null],
    ["company.verification.document.front", null],
    ["verification.document.front", "person_1"],
    ["relationship.representative", "person_1"],
    ["person_2.first_name", null],
    ["person_2.first_name", "person_1"],
    ["owners.email", null],
    ["individual.verification.document", null],
    ["interv_1.url_inquiry.form", null],
    ["individual[first_name]", null],
    ["__proto__.x", null],
    ["individual.__proto__", null],
    ["first_name", null],
    ["company.tax_id", "person_1"],
    ["", null],
  ])("is not %s of %s", (entry, person) => {
    expect(isAnswerable(entry, person)).toBe(false);
  });

  test("becomes Stripe's parameters, which have another name in one place", () => {
    expect(
      toParameters({
        "individual.dob.day": "4",
        "individual.dob.month": "11",
        "individual.full_name_aliases": [""],
        "company.business_vat_id_number": "X",
        business_type: "company",
      }),
    ).toEqual({
      individual: { dob: { day: "4", month: "11" }, full_name_aliases: [""] },
      company: { vat_id: "X" },
      business_type: "company",
    });
  });
});
