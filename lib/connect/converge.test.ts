import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  convergeRequirements,
  countDemands,
  type Demand,
  firstDifference,
  type Held,
  nearestDeadline,
  stripeSide,
  toAccountRow,
  toDemands,
  toName,
  toParts,
} from "@/lib/connect/converge";
import { isAsked } from "@/lib/connect/schema";
import { type StripeAccount, toAccount } from "@/lib/stripe/account-shape";

const day = (of: number) => new Date(Date.UTC(2026, 10, of));
const unix = (of: number) => day(of).getTime() / 1000;

const accountOf = (answer: object, persons: unknown[] = []): StripeAccount =>
  toAccount({ id: "acct_1", created: unix(1), country: "US", business_type: "company", ...answer }, "acct_1", persons);

const named = (demands: readonly Demand[]) =>
  Object.fromEntries(demands.map((demand) => [toName(demand), demand.list]));

describe("what an account asks for", () => {
  test("stands in the most urgent of the lists that name it, with that list's deadline", () => {
    const demands = toDemands(
      accountOf({
        requirements: {
          past_due: ["a.x"],
          currently_due: ["a.x", "b.x"],
          eventually_due: ["a.x", "b.x", "c.x", "d.x", "f.x"],
          pending_verification: ["c.x", "e.x"],
          current_deadline: unix(20),
        },
        future_requirements: {
          past_due: ["f.x"],
          currently_due: ["e.x", "f.x", "g.x"],
          eventually_due: ["h.x"],
          pending_verification: ["g.x", "i.x"],
          current_deadline: unix(25),
        },
      }),
    );
    expect(named(demands)).toEqual({
      "a.x": "past",
      "b.x": "current",
      "c.x": "pending",
      "d.x": "eventually",
      // It is being checked, so nobody is asked for it again because of a later deadline.
      "e.x": "pending",
      "f.x": "future_past",
      "g.x": "future_current",
      "i.x": "pending",
    });
    const deadlines = Object.fromEntries(demands.map(({ entry, deadline }) => [entry, deadline]));
    expect(deadlines).toMatchObject({ "a.x": day(20), "b.x": day(20), "g.x": day(25), "c.x": null, "d.x": null });
    expect(nearestDeadline(demands, { disabledReason: null })).toEqual(day(20));
    expect(countDemands(demands)).toEqual({ past: 1, due: 4, failed: 0, pending: 3 });
  });

  test("is asked for where an error stands, whatever list names it, with every code in Stripe's order", () => {
    const demands = toDemands(
      accountOf({
        requirements: {
          eventually_due: ["person_1a.verification.document"],
          errors: [
            { requirement: "person_1a.verification.document", code: "verification_document_corrupt", reason: "…" },
            { requirement: "person_1a.verification.document", code: "made_up_later", reason: "…" },
          ],
        },
      }),
    );
    expect(demands).toEqual([
      {
        personId: "person_1a",
        entry: "verification.document",
        list: "current",
        deadline: null,
        errorCodes: ["verification_document_corrupt", "made_up_later"],
      },
    ]);
  });

  test("takes in what only a person's own list has, and an individual's once", () => {
    const person = { id: "person_1a", created: unix(1), requirements: { currently_due: ["dob.day", "email"] } };
    const answer = { requirements: { past_due: ["person_1a.dob.day"] } };
    expect(named(toDemands(accountOf(answer, [person])))).toEqual({
      "person_1a.dob.day": "past",
      "person_1a.email": "current",
    });
    const individual = {
      business_type: "individual",
      individual: person,
      requirements: { past_due: ["individual.email"] },
    };
    expect(named(toDemands(accountOf(individual, [person])))).toEqual({ "individual.email": "past" });
  });

  test("names read back as Stripe wrote them", () => {
    for (const name of ["person_1a.dob.day", "individual.email", "external_account", "interv_1x.y.form", "person_1a"]) {
      expect(toName(toParts(name))).toBe(name);
    }
  });
});

describe("the rows of requirements", () => {
  const at = day(2);
  let made = 0;
  const newId = () => `id_${made++}`;
  const demand = (more: Partial<Demand>): Demand => ({
    ...{ personId: null, entry: "company.tax_id", list: "current", deadline: null, errorCodes: [] },
    ...more,
  });
  const heldOf = (more: Partial<Held>): Held => ({
    ...demand({}),
    id: "known",
    changedAt: day(1),
    answeredAt: null,
    ...more,
  });

  test("tell what happened: it appeared, moved, failed, was met or was dropped", () => {
    const steps = (held: Held[], demands: Demand[]) =>
      convergeRequirements(held, demands, at, newId).changes.map(({ change, list, code }) => [change, list, code]);
    expect(steps([], [demand({ errorCodes: ["invalid_tax_id"] })])).toEqual([
      ["appeared", "current", null],
      ["failed", "current", "invalid_tax_id"],
    ]);
    expect(steps([heldOf({})], [demand({})])).toEqual([]);
    expect(steps([heldOf({})], [demand({ list: "past" })])).toEqual([["moved", "past", null]]);
    expect(steps([heldOf({})], [demand({ deadline: day(9) })])).toEqual([["moved", "current", null]]);
    expect(steps([heldOf({ errorCodes: ["a"] })], [demand({ errorCodes: ["a", "b"] })])).toEqual([
      ["failed", "current", "b"],
    ]);
    expect(steps([heldOf({ errorCodes: ["a"] })], [demand({})])).toEqual([]);
    expect(steps([heldOf({ answeredAt: day(1) })], [])).toEqual([["met", "current", null]]);
    expect(steps([heldOf({ list: "pending" })], [])).toEqual([["met", "pending", null]]);
    expect(steps([heldOf({})], [])).toEqual([["dropped", "current", null]]);
  });

  const entries = fc.constantFrom("company.tax_id", "external_account", "dob.day", "verification.document", "email");
  const list = fc.uniqueArray(
    fc.record({ personId: fc.constantFrom(null, "person_1a", "person_2b"), entry: entries }).map(toName),
    { maxLength: 6 },
  );
  const hash = fc.record({
    past_due: list,
    currently_due: list,
    eventually_due: list,
    pending_verification: list,
    current_deadline: fc.constantFrom(null, unix(9), unix(20)),
    errors: fc.array(
      fc.record({
        requirement: fc.constantFrom("company.tax_id", "person_1a.dob.day"),
        code: fc.constantFrom("a", "b"),
      }),
      { maxLength: 2 },
    ),
    alternatives: fc.constant([]),
  });
  const answers = fc.record({
    requirements: hash,
    future_requirements: hash,
    payouts_enabled: fc.boolean(),
    charges_enabled: fc.boolean(),
    disabled_reason: fc.constant(null),
  });

  /** Rows as a table holds them, through a history of answers of which one counts only when it was asked for later. */
  function replay(history: readonly { ticket: number; answer: object }[]) {
    let rows: (Held & { closed: boolean })[] = [];
    let held = -1;
    let side = null;
    const steps: string[] = [];
    for (const { ticket, answer } of history) {
      if (ticket <= held) continue;
      held = ticket;
      const account = accountOf(answer);
      const open = rows.filter((row) => !row.closed);
      const { added, changed, closed, changes } = convergeRequirements(open, toDemands(account), at, newId);
      rows = rows.map((row) => ({
        ...row,
        ...changed.find(({ id }) => id === row.id),
        closed: row.closed || closed.includes(row.id),
      }));
      rows.push(...added.map((row) => ({ ...row, answeredAt: null, closed: false })));
      steps.push(...changes.map(({ requirementId, change }) => `${requirementId} ${change}`));
      side = stripeSide(account);
    }
    const open = rows.filter((row) => !row.closed);
    return {
      side,
      rows,
      steps,
      open: open.map(({ personId, entry, list: where, deadline, errorCodes }) => ({
        personId,
        entry,
        where,
        deadline,
        errorCodes,
      })),
    };
  }
  const inOrder = <T extends { personId: string | null; entry: string }>(some: T[]) =>
    some.toSorted((a, b) => (toName(a) < toName(b) ? -1 : 1));

  test("end the same whatever order answers of one history come in, and however often", () => {
    fc.assert(
      fc.property(
        fc.array(answers, { minLength: 1, maxLength: 6 }).chain((some) => {
          const history = some.map((answer, ticket) => ({ ticket, answer }));
          return fc.tuple(
            fc.constant(history),
            fc.shuffledSubarray([...history, ...history], { minLength: 2 * history.length }),
          );
        }),
        ([history, shuffled]) => {
          const straight = replay(history);
          const other = replay(shuffled);
          expect(inOrder(other.open)).toEqual(inOrder(straight.open));
          expect(other.side).toEqual(straight.side);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("are at most one open one for each name, and no row changes after it ended", () => {
    fc.assert(
      fc.property(fc.array(answers, { minLength: 1, maxLength: 6 }), (some) => {
        const { rows, steps } = replay(some.map((answer, ticket) => ({ ticket, answer })));
        const open = rows.filter((row) => !row.closed).map(toName);
        expect(open).toHaveLength(new Set(open).size);
        for (const { id, closed } of rows) {
          const own = steps.filter((step) => step.startsWith(`${id} `)).map((step) => step.split(" ")[1]);
          expect(own[0]).toBe("appeared");
          expect(own.filter((step) => step === "met" || step === "dropped")).toHaveLength(closed ? 1 : 0);
          if (closed) expect(own.at(-1)).toMatch(/met|dropped/);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("hold every name that Stripe asks for, and never ask for what is only being checked", () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const demands = named(toDemands(accountOf(answer)));
        const { requirements: asked, future_requirements: later } = answer;
        for (const name of [...asked.past_due, ...asked.currently_due]) {
          expect(isAsked(demands[name] ?? "eventually"), name).toBe(true);
        }
        for (const name of [...later.past_due, ...later.currently_due]) expect(demands).toHaveProperty([name]);
        const dueNow = [
          ...asked.past_due,
          ...asked.currently_due,
          ...asked.errors.map(({ requirement }) => requirement),
        ];
        for (const name of asked.pending_verification.filter((each) => !dueNow.includes(each))) {
          expect(demands[name]).toBe("pending");
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("the account's row", () => {
  const known: Parameters<typeof toAccountRow>[0] = {
    ...{
      status: "not_started",
      country: "US",
      defaultCurrency: null,
      payoutsEnabled: false,
      chargesEnabled: false,
      enabledAt: null,
    },
    ...{ payoutsChangedAt: null, chargesChangedAt: null, statusChangedAt: day(1) },
  };
  const rowOf = (answer: object, before = known) => {
    const account = accountOf(answer);
    return toAccountRow(before, account, toDemands(account), day(3));
  };
  const on = { payouts_enabled: true, charges_enabled: true };
  const pastDue = {
    past_due: ["company.tax_id"],
    currently_due: ["company.tax_id"],
    disabled_reason: "requirements.past_due",
  };

  test("says of a new account that something is due, not that its time is over", () => {
    expect(rowOf({ requirements: pastDue })).toMatchObject({
      status: "due",
      dueBy: null,
      dueCount: 1,
      enabledAt: null,
    });
  });

  test("says of a closed account no date, for whoever is asked for it cannot send anything; nor does what is compared", () => {
    const dated = { ...pastDue, current_deadline: unix(20) };
    expect(rowOf({ requirements: dated }).dueBy).toEqual(day(20));
    const answer = { requirements: { ...dated, disabled_reason: "rejected.other" }, ...on };
    expect(rowOf(answer)).toMatchObject({ status: "closed", dueBy: null, dueCount: 1 });
    expect(stripeSide(accountOf(answer))).toMatchObject({ deadline: null, due: 1 });
  });

  test("remembers when payouts were first on, and when they were last switched", () => {
    const enabled = rowOf(on);
    expect(enabled).toMatchObject({
      status: "enabled",
      enabledAt: day(3),
      payoutsChangedAt: day(3),
      statusChangedAt: day(3),
    });
    const overdue = rowOf({ ...on, requirements: pastDue }, enabled);
    expect(overdue).toMatchObject({ status: "past_due", openTasks: ["company"] });
    expect(rowOf({ requirements: pastDue }, enabled)).toMatchObject({ status: "paused", enabledAt: day(3) });
  });

  test.each([
    ["closed", { requirements: { ...pastDue, disabled_reason: "rejected.fraud" }, ...on }],
    ["paused", { requirements: { disabled_reason: "under_review" }, ...on }],
    ["paused", { requirements: { disabled_reason: "made_up_later" }, ...on }],
    ["checking", { requirements: { pending_verification: ["company.tax_id"] }, ...on }],
    ["checking", { requirements: { disabled_reason: "requirements.pending_verification" } }],
    ["due", { future_requirements: { currently_due: ["company.phone"] }, ...on }],
    ["enabled", { requirements: { eventually_due: ["company.phone"] }, ...on }],
  ])("has the status %s", (status, answer) => {
    expect(rowOf(answer).status).toBe(status);
  });

  test("differs first in what matters most", () => {
    const side = (answer: object) => stripeSide(accountOf(answer));
    expect(firstDifference(side(on), side(on))).toBeNull();
    expect(firstDifference(side(on), side({ requirements: pastDue }))).toEqual({
      field: "payouts",
      held: "on",
      found: "off",
    });
    expect(firstDifference(side({}), side({ requirements: { currently_due: ["x.y"] } }))).toMatchObject({
      field: "due",
    });
  });
});
