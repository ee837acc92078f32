import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupTasks, type RequirementLists, type Task, taskKeys, taskMinutes } from "./tasks";

const nothing: RequirementLists = {
  ...{ currentlyDue: [], pastDue: [], eventuallyDue: [], pendingVerification: [], errors: [], alternatives: [] },
  currentDeadline: null,
};
const lists = (more: Partial<RequirementLists>): RequirementLists => ({ ...nothing, ...more });
const day = (of: number) => new Date(Date.UTC(2026, 10, of));

const shape = (tasks: readonly Task[]) =>
  tasks.map(({ key, person, state, entries }) => [key, person, state, entries.map(({ entry }) => entry.name)]);

const address = ["city", "line1", "postal_code", "state"].map((part) => `address.${part}`);
const dob = ["day", "month", "year"].map((part) => `dob.${part}`);
const under = (prefix: string, keys: string[]) => keys.map((key) => `${prefix}.${key}`);

test("a fresh company of the United States is past due without a date, and has five tasks", () => {
  // Recorded test-mode answer of 2026-07-30: 30 entries, current and past due alike.
  const entries = [
    ...["business_profile.mcc", "business_profile.url"],
    ...under("company", [...address, "name", "owners_provided", "phone", "tax_id"]),
    "external_account",
    ...under("owners", ["email", "first_name", "last_name"]),
    ...under("representative", [...address, ...dob, "email", "first_name", "last_name", "phone"]),
    ...under("representative", ["relationship.title", "ssn_last_4"]),
    ...["settings.payments.statement_descriptor", "tos_acceptance.date", "tos_acceptance.ip"],
  ];
  expect(entries).toHaveLength(30);
  const requirements = lists({
    ...{ currentlyDue: entries, pastDue: entries },
    eventuallyDue: [...entries, ...under("owners", [...address, ...dob, "phone"])],
    alternatives: [{ original: ["business_profile.url"], alternative: ["business_profile.product_description"] }],
  });
  const { tasks, later, open, unknown } = groupTasks({ requirements, futureRequirements: nothing });
  expect(tasks.map(({ key }) => key)).toEqual(["people", "company", "shop", "bank", "terms"]);
  expect(tasks.every(({ state, deadline, person }) => state === "past_due" && !deadline && !person)).toBe(true);
  expect({ open, unknown }).toEqual({ open: 5, unknown: [] });
  expect(later.map(({ key, entries: own }) => [key, own.length])).toEqual([["people", 8]]);
  const [choice] = tasks.find(({ key }) => key === "shop")?.choices ?? [];
  expect(choice?.either.map(({ name }) => name)).toEqual(["business_profile.url"]);
  expect(choice?.or.map(({ entry, state }) => [entry.name, state])).toEqual([
    ["business_profile.product_description", "due"],
  ]);
});

test("each person has tasks of their own, and the one who asks is addressed", () => {
  const currentlyDue = ["person_1a.dob.day", "person_1a.verification.document", "person_2b.dob.day", "person_2b.email"];
  const requirements = lists({ currentlyDue, eventuallyDue: currentlyDue, currentDeadline: day(26) });
  const { tasks } = groupTasks({ requirements, futureRequirements: nothing, self: "person_1a" });
  expect(shape(tasks)).toEqual([
    ["you", "person_1a", "due", ["person_1a.dob.day"]],
    ["person", "person_2b", "due", ["person_2b.dob.day", "person_2b.email"]],
    ["id", "person_1a", "due", ["person_1a.verification.document"]],
  ]);
  expect(tasks.map(({ deadline }) => deadline)).toEqual([day(26), day(26), day(26)]);
});

test("a task has the worst state and the nearest deadline of its entries, and failed ones come first", () => {
  const requirements = lists({
    ...{ currentlyDue: ["company.name", "individual.verification.document"], currentDeadline: day(26) },
    pendingVerification: ["company.tax_id", "business_profile.url"],
    errors: [
      { requirement: "individual.verification.document", code: "verification_document_corrupt" },
      { requirement: "individual.verification.document", code: "made_up_later" },
    ],
  });
  const futureRequirements = lists({
    ...{ currentlyDue: ["company.phone"], pastDue: ["external_account"], currentDeadline: day(20) },
    eventuallyDue: ["individual.id_number"],
  });
  const { tasks, later, open } = groupTasks({
    ...{ requirements, futureRequirements },
    askedBefore: ["company.name", "tos_acceptance.date", "individual.id_number"],
  });
  expect(shape(tasks)).toEqual([
    ["id", "individual", "failed", ["individual.verification.document"]],
    ["bank", null, "past_due", ["external_account"]],
    ["company", null, "due", ["company.name", "company.phone", "company.tax_id"]],
    ["shop", null, "checking", ["business_profile.url"]],
    ["you", "individual", "done", ["individual.id_number"]],
    ["terms", null, "done", ["tos_acceptance.date"]],
  ]);
  expect(tasks.map(({ deadline }) => deadline)).toEqual([day(26), day(20), day(20), null, null, null]);
  expect(tasks[0]?.entries[0]?.codes).toEqual(["verification_document_corrupt", "made_up_later"]);
  expect(later).toEqual([]);
  expect(open).toBe(3);
});

test("an alternative that was tried and failed makes its task failed and is no second thing to do", () => {
  const requirements = lists({
    currentlyDue: ["individual.ssn_last_4"],
    alternatives: [{ original: ["individual.ssn_last_4"], alternative: ["individual.verification.document"] }],
    errors: [{ requirement: "individual.verification.document", code: "verification_document_corrupt" }],
  });
  const { tasks, open } = groupTasks({ requirements, futureRequirements: nothing });
  expect(shape(tasks)).toEqual([["you", "individual", "failed", ["individual.ssn_last_4"]]]);
  expect(tasks[0]?.choices[0]?.or[0]).toMatchObject({ state: "failed", codes: ["verification_document_corrupt"] });
  expect(open).toBe(1);
});

test("risk entries wait on Stripe's page, and what nothing knows is counted without ids", () => {
  const currentlyDue = ["interv_1x.url_inquiry.form", "person_1a.new_thing", "person_2b.new_thing", "email"];
  const { tasks, open, unknown } = groupTasks({ requirements: lists({ currentlyDue }), futureRequirements: nothing });
  expect(shape(tasks)).toEqual([
    ["stripe", null, "due", ["interv_1x.url_inquiry.form"]],
    ["other", null, "due", ["person_1a.new_thing", "person_2b.new_thing", "email"]],
  ]);
  expect({ open, unknown }).toEqual({ open: 2, unknown: ["person.new_thing", "email"] });
  expect(taskKeys.map((key) => taskMinutes[key])).toContain(null);
});

describe("whatever Stripe lists", () => {
  const names = fc.constantFrom(
    ...under("individual", ["dob.day", "address.city", "address.new_part", "verification.document", "ssn_last_4"]),
    ...under("person_1a", ["first_name", "verification.additional_document", "relationship.percent_ownership", "new"]),
    ...[
      "owners.email",
      "owners.verification.document",
      "company.tax_id",
      "company.owners_provided",
      "external_account",
    ],
    ...["business_profile.url", "business_profile.product_description", "interv_1x.some.form", "made.up", "email"],
  );
  const some = fc.uniqueArray(names, { maxLength: 8 });
  const facts = fc.record({
    ...{ currentlyDue: some, pastDue: some, eventuallyDue: some, pendingVerification: some },
    errors: fc.array(fc.record({ requirement: names, code: fc.constant("invalid_value_other") }), { maxLength: 3 }),
    alternatives: fc.array(fc.record({ original: some, alternative: some }), { maxLength: 4 }),
    currentDeadline: fc.option(fc.constantFrom(day(3), day(9))),
  });
  const inLists = (now: RequirementLists, future: RequirementLists, before: string[]) => [
    ...[...now.currentlyDue, ...now.pastDue, ...now.eventuallyDue, ...now.pendingVerification],
    ...[...future.currentlyDue, ...future.pastDue, ...future.pendingVerification, ...before],
    ...[...now.errors, ...future.errors].map(({ requirement }) => requirement),
  ];

  test("no entry is lost, and none stands in two tasks", () => {
    fc.assert(
      fc.property(facts, facts, some, (requirements, futureRequirements, askedBefore) => {
        const { tasks, later } = groupTasks({ requirements, futureRequirements, askedBefore, self: "person_1a" });
        const all = [...tasks, ...later];
        const own = all.flatMap(({ entries }) => entries.map(({ entry }) => entry.name));
        expect(own.length).toBe(new Set(own).size);
        const instead = all.flatMap(({ choices }) => choices.flatMap(({ or }) => or.map(({ entry }) => entry.name)));
        const missing = inLists(requirements, futureRequirements, askedBefore).filter(
          (name) => !own.includes(name) && !instead.includes(name),
        );
        expect(missing).toEqual([]);
        const keys = tasks.map(({ key, person }) => `${key} ${person}`);
        expect(keys.length).toBe(new Set(keys).size);
      }),
      { numRuns: 2000 },
    );
  });

  test("what is due is never only an alternative, and every choice replaces something of its task", () => {
    fc.assert(
      fc.property(facts, facts, (requirements, futureRequirements) => {
        const { tasks, later, open } = groupTasks({ requirements, futureRequirements });
        const own = tasks.flatMap(({ entries }) => entries.map(({ entry }) => entry.name));
        const due = [requirements, futureRequirements].flatMap((hash) => [...hash.currentlyDue, ...hash.pastDue]);
        expect(due.filter((name) => !own.includes(name))).toEqual([]);
        for (const { entries, choices } of [...tasks, ...later]) {
          const names = entries.map(({ entry }) => entry.name);
          for (const { either } of choices) expect(names).toContain(either[0]?.name);
        }
        expect(open).toBe(tasks.filter(({ state }) => !["checking", "done"].includes(state)).length);
        for (const task of later) expect(task).toMatchObject({ state: "later", deadline: null });
      }),
      { numRuns: 2000 },
    );
  });

  test("what no rule knows is in the task of the unknown, and counted", () => {
    fc.assert(
      fc.property(facts, (requirements) => {
        const { tasks, later, unknown } = groupTasks({ requirements, futureRequirements: nothing });
        for (const { key, entries } of [...tasks, ...later]) {
          for (const { entry, field } of entries) {
            const isUnknown = ["made.up", "email", "person_1a.new"].includes(entry.name);
            expect(key === "other", entry.name).toBe(isUnknown);
            if (isUnknown) expect(field).toBeNull();
            if (isUnknown) expect(unknown).toContain(entry.name === "person_1a.new" ? "person.new" : entry.name);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
