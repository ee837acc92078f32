import { describe, expect, test } from "vitest";
import { toTaskFacts } from "@/lib/connect/converge";
import { toParameters } from "@/lib/connect/parameters";
import { groupTasks } from "@/lib/connect/requirements/tasks";
import {
  boardProblem,
  isAnswerable,
  mayAnswer,
  mayChangePeople,
  mayOpenHostedPage,
  mayRemovePerson,
  maySendSelfie,
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

test("persons are of companies, and the representative and the only verified executive stay", () => {
  expect(mayChangePeople(open)).toEqual({ ok: true });
  expect(mayChangePeople({ ...open, businessType: "individual" })).toEqual({ ok: false, why: "individual" });
  const holder = (id: string, role: string, verificationStatus = "verified") => ({
    ...{ id, roles: [role], verificationStatus },
  });
  const board = [holder("a", "representative"), holder("b", "owner"), holder("c", "executive")];
  expect(mayRemovePerson(board, "b")).toEqual({ ok: true });
  expect(mayRemovePerson(board, "a")).toEqual({ ok: false, why: "representative" });
  expect(mayRemovePerson(board, "none")).toEqual({ ok: false, why: "not_there" });
  expect(mayRemovePerson(board, "c")).toEqual({ ok: false, why: "only_executive" });
  expect(mayRemovePerson([...board, holder("d", "executive")], "c")).toEqual({ ok: true });
  expect(mayRemovePerson([...board, holder("d", "executive", "unverified")], "d")).toEqual({ ok: true });
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

describe("a selfie instead", () => {
  const persons = [
    { id: "person_self", isSeller: true },
    { id: "person_other", isSeller: false },
  ];
  /** A company that asks for this, in this list. */
  const asking = (entry: string, list: "current" | "eventually" | "pending" = "current", personId = "person_self") => {
    const demand = { personId, entry, list, deadline: null, errorCodes: [] };
    const none = { currentDeadline: null, futureDeadline: null, alternatives: [] };
    return { ...open, persons, tasks: groupTasks({ ...toTaskFacts([demand], none), self: "person_self" }) };
  };
  const proves = { ok: true, person: "person_self" };

  test.each(["verification.document", "verification.proof_of_liveness"])("proves what %s asks of oneself", (entry) => {
    expect(maySendSelfie(asking(entry), true)).toEqual(proves);
    expect(maySendSelfie(asking(entry, "eventually"), true)).toEqual(proves);
    const why = "not_asked";
    expect(maySendSelfie(asking(entry, "pending"), true)).toEqual({ ok: false, why });
    expect(maySendSelfie(asking(entry, "current", "person_other"), true)).toEqual({ ok: false, why });
  });

  test.each(["verification.additional_document", "documents.passport.files", "dob.day"])("proves no %s", (entry) => {
    expect(maySendSelfie(asking(entry), true)).toEqual({ ok: false, why: "not_asked" });
  });

  test("proves what may be given in another's place", () => {
    const demand = {
      personId: "person_self",
      entry: "ssn_last_4",
      list: "current",
      deadline: null,
      errorCodes: [],
    } as const;
    const alternatives = [{ original: ["person_self.ssn_last_4"], alternative: ["person_self.verification.document"] }];
    const facts = toTaskFacts([{ ...demand, errorCodes: [] }], {
      currentDeadline: null,
      futureDeadline: null,
      alternatives,
    });
    expect(maySendSelfie({ ...open, persons, tasks: groupTasks(facts) }, true)).toEqual(proves);
  });

  test("is for open accounts, persons whom Stripe has, and a policy that asks for document and selfie", () => {
    const account = asking("verification.document");
    expect(maySendSelfie(account, false)).toEqual({ ok: false, why: "not_offered" });
    expect(maySendSelfie({ ...account, status: "closed" }, true)).toEqual({ ok: false, why: "closed" });
    expect(maySendSelfie(null, true)).toEqual({ ok: false, why: "not_started" });
    const individual = {
      ...asking("x"),
      persons: [],
      tasks: groupTasks(
        toTaskFacts(
          [
            {
              ...{ personId: null, entry: "individual.verification.document", list: "current" },
              ...{ deadline: null, errorCodes: [] },
            },
          ],
          { currentDeadline: null, futureDeadline: null, alternatives: [] },
        ),
      ),
    };
    expect(maySendSelfie(individual, true)).toEqual({ ok: false, why: "details_first" });
  });
});
