import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { taskKeys } from "@/lib/connect/requirements/tasks";
import { getBoardPage } from "@/lib/connect/staff/board";
import { type BoardFilter, boardFilter } from "@/lib/connect/staff/schema";
import { db } from "@/lib/db/client";
import { writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import type { ConnectedAccount } from "@/prisma/generated/client";
import type { ConnectStatus, Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";

const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day);

const statuses = ["due", "past_due", "checking", "enabled", "paused", "closed"] as const satisfies ConnectStatus[];

/** 66 accounts: of each six one has a date, three of each in the same millisecond, so that paging must tell them apart by id. */
beforeAll(async () => {
  const users = await db.user.createManyAndReturn({
    data: Array.from({ length: 66 }, (_, index) => ({ email: `seller${index}@demo.test` })),
  });
  const base = Date.now() + 100 * day;
  await db.connectedAccount.createMany({
    data: users.map(({ id: userId }, index) => ({
      userId,
      stripeId: `acct_board${index}`,
      country: index % 2 ? "DE" : "JP",
      status: statuses[index % 6] ?? "due",
      payoutsEnabled: index % 6 === 3,
      disabledReason:
        index % 6 === 4 ? (index % 4 ? "under_review" : "listed") : index % 6 === 5 ? "rejected.new" : null,
      dueBy: index % 6 < 2 ? new Date(base + Math.floor(index / 18) * day) : null,
      dueCount: index % 6 < 2 ? 2 : 0,
      openTasks: index % 6 === 0 ? ["id", "shop"] : index % 6 === 1 ? ["shop"] : [],
    })),
  });
});

const page = async (filter: BoardFilter, role: Role = "senior") => {
  const shown = await getBoardPage(await signInSomebody(role), filter);
  if (!shown) throw new Error("this role may read the board");
  return shown;
};
const rowsOf = async (filter: BoardFilter, role?: Role) => (await page(filter, role)).rows ?? [];

async function seller(data: Partial<ConnectedAccount>) {
  const { userId } = await signInSomebody();
  const account = await db.connectedAccount.create({
    // A cast, because JSON columns are read as another type than they are written.
    data: { userId, country: "MT", stripeId: `acct_${randomUUID()}`, ...(data as object) },
  });
  return account;
}

describe("the board of accounts", () => {
  // A task without one would be sought among all accounts.
  test("has an index for every task", async () => {
    const rows = await db.$queryRaw<{ name: string; indexed: string }[]>`
      select indexname as name, indexdef as indexed from pg_indexes where tablename = 'connected_account'`;
    const of = (task: string) => rows.find(({ name }) => name === `connected_account_board_task_${task}_idx`)?.indexed;
    expect(taskKeys.filter((task) => !of(task)?.endsWith(`WHERE (open_tasks @> ARRAY['${task}'::text])`))).toEqual([]);
  });

  test("shows each account once, nearest deadline first and without date last, and the way back leads through the same pages", async () => {
    const forwards = [];
    let current = await page({});
    forwards.push(current.rows ?? []);
    while (current.olderCursor) {
      current = await page({ after: current.olderCursor });
      forwards.push(current.rows ?? []);
    }
    expect(forwards.map((rows) => rows.length)).toEqual([25, 25, 16]);
    const all = forwards.flat();
    expect(new Set(all.map(({ id }) => id)).size).toBe(66);
    const dates = all.map(({ dueBy }) => dueBy ?? "none");
    expect(dates).toEqual([...dates].sort());
    expect(dates.filter((date) => date === "none")).toHaveLength(44);

    const backwards = [(current.rows ?? []).map(({ id }) => id)];
    while (current.newerCursor) {
      current = await page({ before: current.newerCursor });
      backwards.unshift((current.rows ?? []).map(({ id }) => id));
    }
    expect(backwards.flat()).toEqual(all.map(({ id }) => id));
  });

  test("a page whose accounts have all left the view leads back to the account before it and on to the one behind it", async () => {
    for (const status of ["due", "paused"] as const) {
      const all = await rowsOf({ status });
      const [first, last] = [all[0], all.at(-1)].map(
        (row) => `${row?.dueBy ?? "9989-12-31T00:00:00.000Z"}_${row?.id ?? ""}`,
      );
      const behind = await page({ status, after: last });
      expect([behind.rows, behind.newerCursor === null, behind.olderCursor]).toEqual([[], false, null]);
      expect(await rowsOf({ status, before: behind.newerCursor ?? "" })).toEqual(all);
      const ahead = await page({ status, before: first });
      expect([ahead.rows, ahead.newerCursor, ahead.olderCursor === null]).toEqual([[], null, false]);
      expect(await rowsOf({ status, after: ahead.olderCursor ?? "" })).toEqual(all);
    }
    const { rows, newerCursor, olderCursor } = await page(
      { after: `2026-09-01T00:00:00.000Z_${randomUUID()}` },
      "developer",
    );
    expect([rows, newerCursor, olderCursor]).toEqual([null, null, null]);
  });

  test.each([
    ["status", { status: "paused" }, 11],
    ["country", { country: "DE" }, 33],
    ["task", { task: "id" }, 11],
    ["a task that more have", { task: "shop" }, 22],
    ["disabled reason", { reason: "under_review" }, 5],
    ["a reason that we do not know", { reason: "unknown" }, 11],
    ["several at once", { status: "due", country: "JP", task: "shop" }, 11],
    ["an account's id", { q: "acct_board7" }, 1],
    ["the beginning of one, which finds nothing", { q: "acct_board" }, 0],
    ["a name, which finds nothing", { q: "Wobblestone" }, 0],
  ] as const)("filters by %s", async (_what, filter, expected) => {
    expect((await page(filter)).total).toEqual({ value: expected, more: false });
  });

  test("counts who lost payouts and who may lose them in 3, 7 and 14 days, each with those before it, and shows the same", async () => {
    const enabledAt = new Date();
    const on = { payoutsEnabled: true, enabledAt, status: "due" as const };
    for (const days of [-1, 2, 6, 13, 15]) await seller({ ...on, dueBy: inDays(days) });
    // Never had payouts: there is nothing to lose.
    await seller({ status: "due", dueBy: inDays(1) });
    await seller({ status: "paused", enabledAt, payoutsEnabled: false, dueBy: inDays(-1) });
    await seller({ status: "closed", enabledAt, payoutsEnabled: false, disabledReason: "rejected.fraud" });

    const { byRisk } = await page({ country: "MT" });
    expect(Object.fromEntries(Object.entries(byRisk).map(([risk, { value }]) => [risk, value]))).toEqual({
      off: 1,
      within_3: 2,
      within_7: 3,
      within_14: 4,
    });
    for (const [payouts, { value }] of Object.entries(byRisk)) {
      const filter = boardFilter.parse({ country: "MT", payouts });
      expect(await rowsOf(filter)).toHaveLength(value);
      expect((await page(filter)).total.value).toBe(value);
    }
  });

  test("counts who may lose payouts on each of fourteen days, and nobody whose payouts are off or whose day is another", async () => {
    const today = new Date().toISOString().slice(0, 10);
    const on = (days: number, ms = 0) => new Date(Date.parse(today) + days * day + ms);
    for (const dueBy of [on(0), on(3), on(3, day - 1), on(13, day - 1)]) {
      await seller({ country: "GI", payoutsEnabled: true, dueBy, dueCount: 1, status: "due" });
    }
    await seller({ country: "GI", payoutsEnabled: true, dueBy: on(14), dueCount: 1, status: "due" });
    await seller({ country: "GI", payoutsEnabled: true, dueBy: on(0, -1), dueCount: 1, status: "due" });
    await seller({ country: "GI", payoutsEnabled: false, dueBy: on(3), dueCount: 1, status: "due" });
    const { byDay } = await page({ country: "GI" });
    expect(byDay).toHaveLength(14);
    expect(byDay[0]?.day).toBe(today);
    expect(byDay.map(({ accounts }) => accounts.value)).toEqual([1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect((await page({ country: "GI", status: "closed" })).byDay).toEqual(byDay);
  });

  test("tells of a match on a list to few; to others it is a review, in rows and in what a filter finds", async () => {
    const listed = await rowsOf({ reason: "listed" });
    expect(listed.length).toBeGreaterThan(0);
    for (const role of ["reviewer", "support", "admin"] as const) {
      expect(await rowsOf({ reason: "listed" }, role)).toEqual([]);
      const found = await rowsOf({ reason: "under_review" }, role);
      expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(listed.map(({ id }) => id)));
      expect(new Set(found.map(({ disabledReason }) => disabledReason))).toEqual(new Set(["under_review"]));
    }
  });

  test("names the shop and what failed to whom it may, and to nobody else, neither in rows nor by what a filter finds", async () => {
    const account = await seller({ status: "due", openTasks: ["id"], dueCount: 1 });
    await db.$transaction(async (tx) => {
      const cipher = await writerOf(tx, account.userId);
      await tx.connectedAccount.update({
        where: { id: account.id },
        data: {
          name: cipher.seal("Wobblestone Pottery", place.accountField("name", account.id)),
          requirements: {
            create: {
              ...{ entry: "individual.verification.document", list: "current" },
              ...{ errorCode: "verification_document_expired", errorCodes: ["verification_document_expired"] },
              ...{ appearedAt: new Date(), changedAt: new Date(), askedAt: new Date() },
            },
          },
        },
      });
    });
    const asked = { tasks: ["id"], codes: ["verification_document_expired"] };
    const known = { kind: "known", text: "Wobblestone Pottery" };
    const seen: [Role, object][] = [
      ["reviewer", { name: known, asked }],
      ["auditor", { name: known, asked }],
      ["support", { name: known, asked: null }],
      ["admin", { name: known, asked: null }],
      ["developer", { name: { kind: "masked" }, asked }],
    ];
    for (const [role, shown] of seen) {
      const [row] = await rowsOf({ q: account.id }, role);
      expect(row, role).toMatchObject(shown);
      expect(row?.askedAt, role).not.toBeNull();
    }
    expect((await page({ task: "id" }, "support")).total.value).toBe(0);
  });

  test("a developer is told counts, and finds one account by its whole id; an applicant finds no board", async () => {
    const counted = await page({}, "developer");
    expect(counted.rows).toBeNull();
    expect(counted.byStatus).toEqual((await page({}, "senior")).byStatus);
    expect([counted.newerCursor, counted.olderCursor]).toEqual([null, null]);
    expect(await rowsOf({ q: "acct_board3" }, "developer")).toHaveLength(1);
    expect(await getBoardPage(await signInSomebody("applicant"), {})).toBeNull();
  });
});
