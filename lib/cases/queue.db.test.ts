import { beforeAll, describe, expect, test, vi } from "vitest";
import { exportVerifications } from "@/lib/cases/export";
import { getQueuePage } from "@/lib/cases/queue";
import { queueFilter } from "@/lib/cases/schema";
import { db } from "@/lib/db/client";
import { toReference } from "@/lib/verification/reference";
import { signInSomebody } from "@/testkit/in-process/people";

const started = new Date("2026-09-01T00:00:00Z");

/** 130 cases, four of each five in the same millisecond, so that paging must tell them apart by id. */
beforeAll(async () => {
  const users = await db.user.createManyAndReturn({
    data: Array.from({ length: 130 }, (_, index) => ({ email: `person${index}@demo.test` })),
  });
  await db.verification.createMany({
    data: users.map((user, index) => ({
      userId: user.id,
      maxAttempts: 3,
      createdAt: new Date(started.getTime() + Math.floor(index / 5) * 86_400_000),
      status: index % 3 === 0 ? ("verified" as const) : ("action_needed" as const),
      failureCode: index % 3 === 0 ? null : index % 3 === 1 ? "document_expired" : "document_too_shiny",
      documentCountry: index % 2 ? "DE" : "PT",
      documentType: index % 2 ? "passport" : "id_card",
    })),
  });
});

const page = async (filter: Parameters<typeof getQueuePage>[1]) => {
  const shown = await getQueuePage(await signInSomebody("reviewer"), filter);
  if (!shown) throw new Error("a reviewer may read the queue");
  return shown;
};

describe("the queue", () => {
  test("shows each case once, newest first, page by page, and the way back leads through the same pages", async () => {
    const forwards = [];
    let current = await page({});
    forwards.push(current.rows.map((row) => row.id));
    while (current.olderCursor) {
      current = await page({ after: current.olderCursor });
      forwards.push(current.rows.map((row) => row.id));
    }
    expect(forwards.map((rows) => rows.length)).toEqual([25, 25, 25, 25, 25, 5]);
    expect(new Set(forwards.flat()).size).toBe(130);

    const backwards = [current.rows.map((row) => row.id)];
    while (current.newerCursor) {
      current = await page({ before: current.newerCursor });
      backwards.unshift(current.rows.map((row) => row.id));
    }
    expect(backwards.flat()).toEqual(forwards.flat());
  });

  test("a page whose cases have all left the view leads back to the case before it and on to the one behind it", async () => {
    const filter = { status: "verified", to: "2026-09-11" } as const;
    const { rows } = await page(filter);
    const [first, last] = [rows[0], rows.at(-1)].map((row) => `${row?.createdAt}_${row?.id}`);

    const behind = await page({ ...filter, after: last });
    expect([behind.rows, behind.newerCursor === null, behind.olderCursor]).toEqual([[], false, null]);
    expect((await page({ ...filter, before: behind.newerCursor ?? "" })).rows).toEqual(rows);
    const ahead = await page({ ...filter, before: first });
    expect([ahead.rows, ahead.newerCursor, ahead.olderCursor === null]).toEqual([[], null, false]);
    expect((await page({ ...filter, after: ahead.olderCursor ?? "" })).rows).toEqual(rows);
  });

  test.each([
    ["status", { status: "verified" }, 44],
    ["failure code", { code: "document_expired" }, 43],
    ["a code that we do not know", { code: "unknown" }, 43],
    ["country", { country: "DE" }, 65],
    ["document", { document: "id_card" }, 65],
    ["created range, both days included", { from: "2026-09-02", to: "2026-09-03" }, 10],
    ["the beginning of an address", { q: "Person1" }, 41],
    ["several at once", { status: "verified", country: "DE", q: "person12" }, 2],
  ] as const)("filters by %s", async (_what, filter, expected) => {
    expect((await page(filter)).total).toEqual({ value: expected, more: false });
  });

  test("finds a case by its number and by its id", async () => {
    const [row] = (await page({})).rows;
    expect((await page({ q: row?.reference })).rows.map((found) => found.id)).toEqual([row?.id]);
    expect((await page({ q: row?.id })).rows.map((found) => found.id)).toEqual([row?.id]);
    expect((await page({ q: "vs_nothing" })).rows).toEqual([]);
  });

  test("a role that may not see addresses finds by a whole one, by a reference and by an id, and by no beginning", async () => {
    for (const role of ["support", "admin"] as const) {
      const viewer = await signInSomebody(role);
      const asked = (q: string) => getQueuePage(viewer, { q });
      const [row] = (await asked("Person7@demo.test"))?.rows ?? [];
      expect(row?.email).toEqual({ kind: "masked" });
      for (const q of [row?.reference ?? "", row?.id ?? ""]) expect((await asked(q))?.rows).toEqual([row]);
      for (const q of ["person7", "person7@", "person7@demo.tes", "%@demo.test", "person_@demo.test", "p"]) {
        const found = await asked(q);
        expect(found?.rows, q).toEqual([]);
        expect(found?.total, q).toEqual({ value: 0, more: false });
      }
      for (const q of ["person7", "person7@", "p"]) expect((await asked(q))?.searchRefusal).toBe("whole_only");
      const written = await db.auditEntry.findMany({ where: { actorId: viewer.userId } });
      expect(new Set(written.map(({ action, subject }) => `${action} ${subject}`))).toEqual(
        new Set(["verifications.searched address"]),
      );
    }
  });

  test("counts such searches by address for each person, also those that come at once, and none of the others", async () => {
    const viewer = await signInSomebody("support");
    const ask = (q: string) => getQueuePage(viewer, { q });
    const all = await Promise.all(Array.from({ length: 34 }, (_, index) => ask(`person${index}@demo.test`)));
    expect(all.filter((page) => page?.searchRefusal === "too_many")).toHaveLength(4);
    expect(all.filter((page) => page?.searchRefusal === null && page.rows.length === 1)).toHaveLength(30);
    expect(await db.auditEntry.count({ where: { actorId: viewer.userId } })).toBe(30);
    expect((await ask(toReference(20_001)))?.searchRefusal).toBeNull();
    const other = await signInSomebody("support");
    expect((await getQueuePage(other, { q: "person1@demo.test" }))?.rows).toHaveLength(1);
  });

  test("a search that another site sends somebody to costs nothing; what is not counted is searched all the same", async () => {
    const viewer = await signInSomebody("support");
    const ask = (q: string, sentHere: boolean) => getQueuePage(viewer, { q }, { sentHere });
    for (let visit = 0; visit < 40; visit++) {
      expect(await ask("person1@demo.test", true)).toMatchObject({ rows: [], searchRefusal: "sent_here" });
    }
    expect(await db.auditEntry.count({ where: { actorId: viewer.userId } })).toBe(0);
    expect((await ask("person1@demo.test", false))?.rows).toHaveLength(1);
    expect((await ask(toReference(1), true))?.searchRefusal).toBeNull();
    const reviewer = await signInSomebody("reviewer");
    expect((await getQueuePage(reviewer, { q: "person1@demo.test" }, { sentHere: true }))?.rows).toHaveLength(1);
  });

  test("shows nothing for a search that is too long, and says so; the export takes nothing for it", async () => {
    const filter = queueFilter.parse({ q: `  ${"x".repeat(5_000)}` });
    expect(filter.q).toHaveLength(201);
    expect(await page(filter)).toMatchObject({ rows: [], total: { value: 0 }, searchRefusal: "too_long" });
    await refusesToExport(filter);
  });

  test("a beginning of more than 500 addresses is refused, on the page and as an export; one of 500 finds them all", async () => {
    const users = await db.user.createManyAndReturn({
      data: Array.from({ length: 501 }, (_, index) => ({ email: `wide${String(index).padStart(3, "0")}@demo.test` })),
    });
    const closed = { maxAttempts: 3, closedAt: started, createdAt: started, status: "closed" as const };
    await db.verification.createMany({ data: users.map(({ id }) => ({ ...closed, userId: id })) });
    const filter = { q: "wide" };
    expect(await page(filter)).toMatchObject({ rows: [], total: { value: 0 }, searchRefusal: "too_wide" });
    await refusesToExport(filter);
    expect((await page({ q: "wide500@demo.test" })).rows).toHaveLength(1);

    await db.verification.deleteMany({ where: { userId: users[0]?.id ?? "" } });
    await db.user.delete({ where: { id: users[0]?.id ?? "" } });
    expect(await page(filter)).toMatchObject({ total: { value: 500, more: false }, searchRefusal: null });
    const text = await new Response(await exportOf(await signInSomebody("reviewer"), filter)).text();
    expect(text.trim().split("\r\n")).toHaveLength(1 + 500);
    const userId = { in: users.map(({ id }) => id) };
    await db.verification.deleteMany({ where: { userId } });
    await db.user.deleteMany({ where: { id: userId } });
  });

  test("finds a person by an internationalised address in either spelling", async () => {
    const user = await db.user.create({ data: { email: "ivan@xn--h1alffa9f.xn--p1ai" } });
    const { id } = await db.verification.create({ data: { userId: user.id, maxAttempts: 3, createdAt: started } });
    const support = await signInSomebody("support");
    for (const q of ["Ivan@россия.рф", "ivan@РОССИЯ.РФ", "ivan@xn--h1alffa9f.xn--p1ai"]) {
      expect((await page({ q })).rows.map((row) => row.id)).toEqual([id]);
      expect((await getQueuePage(support, { q }))?.rows.map((row) => row.id)).toEqual([id]);
    }
    expect((await page({ q: "ivan@xn--h1" })).rows.map((row) => row.id)).toEqual([id]);
    await db.verification.delete({ where: { id } });
  });

  test("takes signs of a pattern for what they are", async () => {
    expect((await page({ q: "person%" })).rows).toEqual([]);
    expect((await page({ q: "perso_" })).rows).toEqual([]);
  });

  test("counts every status under the other filters", async () => {
    const { byStatus } = await page({ country: "DE", status: "verified" });
    expect([byStatus.verified.value, byStatus.action_needed.value, byStatus.closed.value]).toEqual([22, 43, 0]);
  });

  test("counts a status to 1,000: what is shown as a number at each visit, that there are more within a minute", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const user = await db.user.create({ data: { email: "returning@demo.test" } });
    const row = { userId: user.id, maxAttempts: 3, closedAt: started, createdAt: started };
    await db.verification.createMany({
      data: Array.from({ length: 1_001 }, () => ({ ...row, status: "closed" as const })),
    });
    const [declined] = await db.verification.createManyAndReturn({ data: [{ ...row, status: "declined" as const }] });
    const counted = async (filter = {}) => {
      const { total, byStatus } = await page(filter);
      return { total, closed: byStatus.closed, declined: byStatus.declined };
    };
    const many = { value: 1_000, more: true };
    const seen = { total: many, closed: many, declined: { value: 1, more: false } };
    expect(await counted()).toEqual(seen);
    await db.verification.delete({ where: { id: declined?.id ?? "" } });
    expect(await counted()).toEqual({ ...seen, declined: { value: 0, more: false } });

    await db.verification.deleteMany({ where: { userId: user.id } });
    expect((await counted({ from: "2026-01-01" })).closed).toEqual({ value: 0, more: false });
    vi.advanceTimersByTime(60_000);
    expect(await counted()).toEqual({
      total: { value: 130, more: false },
      closed: { value: 0, more: false },
      declined: { value: 0, more: false },
    });
    vi.useRealTimers();
  });

  test("a broken cursor shows the first page", async () => {
    expect((await page({ after: "nonsense" })).rows).toHaveLength(25);
  });

  test("hides who it is from support, and does not exist for applicants and developers", async () => {
    const shown = await getQueuePage(await signInSomebody("support"), {});
    expect(JSON.stringify(shown)).not.toContain("@demo.test");
    for (const role of ["applicant", "developer"] as const) {
      expect(await getQueuePage(await signInSomebody(role), {})).toBeNull();
    }
  });
});

/** No export begins, nothing of one is written down, and none of the limit is used up. */
async function refusesToExport(filter: Parameters<typeof exportVerifications>[1]) {
  const reviewer = await signInSomebody("reviewer");
  for (let count = 0; count < 7; count++) expect(await exportVerifications(reviewer, filter)).toBe("search_refused");
  expect(await db.auditEntry.count({ where: { actorId: reviewer.userId } })).toBe(0);
  await (await exportOf(reviewer, {})).cancel();
}

/** The export of somebody who may. */
async function exportOf(viewer: Parameters<typeof exportVerifications>[0], filter = {}) {
  const rows = await exportVerifications(viewer, filter);
  if (typeof rows === "string") throw new Error(rows);
  return rows;
}

describe("the export", () => {
  test("holds everything that is filtered, and the audit log says who took how much", async () => {
    const reviewer = await signInSomebody("reviewer");
    const stream = await exportOf(reviewer, { status: "verified" });
    const written = () => db.auditEntry.findMany({ where: { actorId: reviewer.userId }, orderBy: { id: "asc" } });
    expect(await written()).toMatchObject([{ action: "verifications.export_started" }]);
    const text = await new Response(stream).text();
    expect(text.trim().split("\r\n")).toHaveLength(1 + 44);
    expect((await written())[1]).toMatchObject({ action: "verifications.exported", subject: "rows:44" });
  });

  test("that is broken off leaves its line too, with the rows that were taken", async () => {
    for (const [pages, rows] of [
      [0, 0],
      [1, 0],
      [2, 130],
    ] as const) {
      const reviewer = await signInSomebody("reviewer");
      const reader = (await exportOf(reviewer)).getReader();
      for (let page = 0; page < pages; page++) await reader.read();
      await reader.cancel();
      const written = await db.auditEntry.findMany({ where: { actorId: reviewer.userId }, orderBy: { id: "asc" } });
      expect(written.map(({ action }) => action)).toEqual([
        "verifications.export_started",
        "verifications.export_broken_off",
      ]);
      expect(written[1]?.subject).toBe(`rows:${rows}`);
    }
  });

  test.each(["applicant", "support", "developer", "admin"] as const)("is not for the role %s", async (role) => {
    expect(await exportVerifications(await signInSomebody(role), {})).toBe("not_allowed");
  });

  test.each([
    ["deactivated", { deactivatedAt: new Date() }],
    ["in another role", { role: "applicant" }],
  ] as const)("hands no page to somebody who is %s by then, however slowly they read", async (_now, data) => {
    const user = await db.user.create({ data: { email: "often@demo.test" } });
    const row = { userId: user.id, maxAttempts: 3, closedAt: started, createdAt: started, status: "closed" as const };
    await db.verification.createMany({ data: Array.from({ length: 1_100 }, () => row) });

    const reviewer = await signInSomebody("reviewer");
    const reader = (await exportOf(reviewer, { status: "closed" })).getReader();
    await reader.read();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value).match(/often@demo\.test/g)).toHaveLength(500);
    await db.user.update({ where: { id: reviewer.userId }, data });
    await expect(reader.read()).rejects.toThrow();
    const written = await db.auditEntry.findMany({ where: { actorId: reviewer.userId }, orderBy: { id: "asc" } });
    expect(written.map(({ action, subject }) => [action, subject])).toEqual([
      ["verifications.export_started", null],
      ["verifications.export_broken_off", "rows:500"],
    ]);
    await db.verification.deleteMany({ where: { userId: user.id } });
    await db.user.delete({ where: { id: user.id } });
  });

  test("waits after six at once", async () => {
    const auditor = await signInSomebody("auditor");
    const filter = { q: toReference(0) };
    for (let count = 0; count < 6; count++) await (await exportOf(auditor, filter)).cancel();
    expect(await exportVerifications(auditor, filter)).toBe("too_often");
    expect(await db.auditEntry.count({ where: { actorId: auditor.userId } })).toBe(12);
  });
});
