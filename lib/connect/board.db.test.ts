import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { may } from "@/lib/auth/permissions";
import { loadBoard } from "@/lib/connect/loaders";
import { type BoardFilter, boardFilter } from "@/lib/connect/schema";
import { db } from "@/lib/db/client";
import { writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { type ConnectStatus, Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";

const dayMs = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs);

const statuses = ["due", "past_due", "checking", "enabled", "paused", "closed"] as const satisfies ConnectStatus[];
/** A hundred accounts: many with one deadline, many without. */
const facts = Array.from({ length: 100 }, (_, index) => ({
  stripeId: `acct_${index}`,
  status: statuses[index % statuses.length] ?? "due",
  country: index % 3 === 0 ? "US" : "DE",
  disabledReason: index % 4 === 0 ? "requirements.past_due" : null,
  openTasks: index % 5 === 0 ? ["bank", "id"] : ["shop"],
  dueBy: index % 2 === 0 ? null : inDays((index % 10) - 1),
}));

type Reviewer = Awaited<ReturnType<typeof signInSomebody>>;
let reviewer: Reviewer;

beforeAll(async () => {
  reviewer = await signInSomebody("reviewer");
  for (const each of facts) {
    const { userId } = await signInSomebody();
    await db.$transaction(async (tx) => {
      const { id } = await tx.connectedAccount.create({ data: { userId, ...each } });
      const cipher = await writerOf(tx, userId);
      const name = cipher.seal(`Shop ${each.stripeId}`, place.accountField("name", id));
      const at = new Date();
      const requirement = { entry: "company.tax_id", list: "current" as const, appearedAt: at, changedAt: at };
      await tx.connectedAccount.update({
        where: { id },
        data: { name, requirements: { create: { ...requirement, errorCode: "invalid_tax_id", askedAt: at } } },
      });
    });
  }
});

/** Every page from the first on, and then from the last back; both as ids. */
async function walk(filter: BoardFilter): Promise<{ forward: string[][]; back: string[][] }> {
  const ids = async (more: Partial<BoardFilter>) => {
    const page = await loadBoard(reviewer, { ...filter, ...more });
    if (!page) throw new Error("a reviewer sees the board");
    return { ...page, ids: page.rows.map(({ stripeId }) => stripeId ?? "") };
  };
  const forward = [];
  let page = await ids({});
  forward.push(page.ids);
  while (page.nextCursor) {
    page = await ids({ after: page.nextCursor });
    forward.push(page.ids);
  }
  const back = [page.ids];
  while (page.previousCursor) {
    page = await ids({ before: page.previousCursor });
    back.unshift(page.ids);
  }
  return { forward, back };
}

describe("the board", () => {
  const some = fc.record<BoardFilter>(
    {
      status: fc.constantFrom(...statuses),
      country: fc.constantFrom("US", "DE", "JP"),
      reason: fc.constantFrom("requirements.past_due", "under_review"),
      task: fc.constantFrom("bank", "shop", "terms"),
      window: fc.constantFrom("off", "3", "7", "14"),
    },
    { requiredKeys: [] },
  );

  test("shows each account that fits once, nearest deadline first and without date last, forward and back", async () => {
    await fc.assert(
      fc.asyncProperty(some, async (filter) => {
        const { forward, back } = await walk(filter);
        const within = filter.window && filter.window !== "off" ? inDays(Number(filter.window)) : null;
        const fitting = facts.filter(
          (each) =>
            (!filter.status || each.status === filter.status) &&
            (!filter.country || each.country === filter.country) &&
            (!filter.reason || each.disabledReason === filter.reason) &&
            (!filter.task || each.openTasks.includes(filter.task)) &&
            (filter.window !== "off" || each.status === "paused") &&
            (!within || (each.dueBy !== null && each.dueBy < within && each.status !== "closed")),
        );
        const seen = forward.flat();
        expect(seen.toSorted()).toEqual(fitting.map(({ stripeId }) => stripeId).toSorted());
        expect(new Set(seen).size).toBe(seen.length);
        const times = seen.map((id) => facts.find(({ stripeId }) => stripeId === id)?.dueBy?.getTime() ?? Infinity);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(back).toEqual(forward);
        expect((await loadBoard(reviewer, filter))?.total).toEqual({ value: fitting.length, more: false });
      }),
      { numRuns: 40 },
    );
  });

  test("counts those whose time runs out under the other filters, each window with the smaller ones", async () => {
    const page = await loadBoard(reviewer, { country: "US", window: "3" });
    const ofCountry = facts.filter(({ country }) => country === "US");
    const within = (days: number) =>
      ofCountry.filter(({ dueBy, status }) => dueBy && dueBy < inDays(days) && status !== "closed").length;
    expect(page?.windows).toMatchObject({
      off: { value: ofCountry.filter(({ status }) => status === "paused").length },
      3: { value: within(3) },
      7: { value: within(7) },
      14: { value: within(14) },
    });
    expect(page?.rows[0]).toMatchObject({
      name: expect.stringMatching(/^Shop acct_/),
      codes: ["invalid_tax_id"],
      askedAt: expect.any(String),
    });
  });

  test.each(Object.values(Role))("shows a %s what the role may see", async (role) => {
    const page = await loadBoard(await signInSomebody(role), {});
    expect(page !== null).toBe(may(role, "accounts.read"));
    if (!page) return;
    expect(page.rows.length > 0).toBe(may(role, "accounts.names"));
    expect(page.total.value).toBe(100);
  });

  test("drops what no filter is, and begins anew at a cursor that is none", async () => {
    const odd = { window: "5", status: "x", reason: "<b>", country: "usa", task: "y", after: "no cursor" };
    expect(boardFilter.parse(odd)).toEqual({ after: "no cursor" });
    expect((await loadBoard(reviewer, boardFilter.parse(odd)))?.rows).toHaveLength(25);
  });
});
