import { createHash, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { readShell } from "@/lib/cases/shell";
import { db } from "@/lib/db/client";
import { getEventDetail, getEventPage, getReplayPlan } from "@/lib/events/data";
import { discardEvent, replayEvent, replayFilter } from "@/lib/events/mutations";
import type { EventFilter, EventOutcome } from "@/lib/events/schema";
import { getEndpointHealth } from "@/lib/health/endpoint";
import { keyOf, sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { recordFailedAttempt } from "@/lib/jobs/failed-attempts";
import { sealUnderKeyring } from "@/lib/pii/keyring";
import { place } from "@/lib/pii/places";
import { getDrift, listFixed } from "@/lib/reconciler/drift";
import { syncNow } from "@/lib/reconciler/mutations";
import type { Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";
import { until } from "@/testkit/until";

const began = new Date("2026-09-01T00:00:00Z");
const verified = "identity.verification_session.verified";

// In an order of their own, so that paging cannot lean on ids that happen to rise with time.
const idOf = (index: number) => `evt_${createHash("sha256").update(String(index)).digest("hex").slice(0, 24)}`;

function outcomeOf(index: number): EventOutcome {
  if (index % 10 === 0) return "failed";
  if (index % 10 === 1) return "ignored";
  return "processed";
}

/** 130 events of 65 sessions, five in each millisecond, one in ten a dead letter and one in ten of no type we follow. */
beforeAll(async () => {
  await db.stripeEvent.createMany({
    data: Array.from({ length: 130 }, (_, index) => ({
      id: idOf(index),
      type: outcomeOf(index) === "ignored" ? "customer.created" : verified,
      objectId: outcomeOf(index) === "ignored" ? `cus_${index}` : `vs_${Math.floor(index / 2)}`,
      livemode: false,
      apiVersion: "2026-10-28.endive",
      outcome: outcomeOf(index),
      failureCode: outcomeOf(index) === "failed" ? "stripe_refused" : null,
      createdAt: began,
      receivedAt: new Date(began.getTime() + Math.floor(index / 5) * 86_400_000),
      payload: sealUnderKeyring(
        JSON.stringify({ id: idOf(index), type: verified, data: { object: { metadata: { name: "Maren Invented" } } } }),
        place.eventPayload(idOf(index)),
      ),
    })),
  });
});

const page = async (filter: EventFilter) => {
  const shown = await getEventPage(await signInSomebody("developer"), filter);
  if (!shown) throw new Error("a developer may read events");
  return shown;
};
const ids = ({ rows }: { rows: { id: string }[] }) => rows.map(({ id }) => id);

/** Every page of a filter from the newest on, and then all the way back. */
async function walkBothWays(filter: EventFilter): Promise<{ forwards: string[][]; backwards: string[][] }> {
  let current = await page(filter);
  const forwards = [ids(current)];
  while (current.olderCursor) {
    current = await page({ ...filter, after: current.olderCursor });
    forwards.push(ids(current));
  }
  const backwards = [ids(current)];
  while (current.newerCursor) {
    current = await page({ ...filter, before: current.newerCursor });
    backwards.unshift(ids(current));
  }
  return { forwards, backwards };
}

const jobOf = async (verificationSessionId: string) => {
  const [job] = await db.$queryRaw<{ attempts: number }[]>`
    select attempts::int from graphile_worker.jobs where key = ${keyOf(sessionTarget(verificationSessionId))}`;
  return job;
};
const auditOf = (actorId: string) => db.auditEntry.findMany({ where: { actorId }, orderBy: { id: "asc" } });

/** A dead letter of its own, with its job as the queue leaves it. */
async function deadLetter(name: string): Promise<{ id: string; session: string }> {
  const [id, session] = [`evt_${name}`, `vs_${name}`];
  await db.stripeEvent.create({
    data: {
      id,
      type: verified,
      objectId: session,
      livemode: false,
      outcome: "failed",
      failureCode: "stripe_unavailable",
      createdAt: began,
      receivedAt: new Date("2026-08-01T00:00:00Z"),
      processedAt: began,
    },
  });
  await enqueueSyncs(db, [sessionTarget(session)]);
  await db.$executeRaw`update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'stripe_unavailable'
    where key = ${keyOf(sessionTarget(session))}`;
  return { id, session };
}

const september: EventFilter = { from: "2026-09-01" };

describe("the list", () => {
  test("shows each event once, newest first, page by page, and the way back leads through the same pages", async () => {
    const { forwards, backwards } = await walkBothWays(september);
    expect(forwards.map((rows) => rows.length)).toEqual([25, 25, 25, 25, 25, 5]);
    expect(new Set(forwards.flat()).size).toBe(130);
    expect(backwards.flat()).toEqual(forwards.flat());
  });

  test.each(["failed", "processed", "ignored"] as const)("pages through one outcome likewise: %s", async (outcome) => {
    const { forwards, backwards } = await walkBothWays({ ...september, outcome });
    const wanted = Array.from({ length: 130 }, (_, index) => index).filter((index) => outcomeOf(index) === outcome);
    expect(new Set(forwards.flat())).toEqual(new Set(wanted.map(idOf)));
    expect(forwards.flat()).toHaveLength(wanted.length);
    expect(backwards.flat()).toEqual(forwards.flat());
  });

  test("walks past 10,000 events of another outcome at a time, says so, and finds what lies beyond", async () => {
    await db.$executeRaw`insert into stripe_event (id, type, object_id, livemode, outcome, created_at, received_at)
      select 'evt_walk' || n, ${verified}, 'vs_walk' || n, false,
        (case when n in (3, 20, 15001) then 'discarded' else 'processed' end)::event_outcome, now(),
        '2026-06-01T00:00:00Z'::timestamptz + n * interval '1 millisecond' from generate_series(1, 25000) n`;
    const filter: EventFilter = { outcome: "discarded", to: "2026-06-02" };
    const first = await page(filter);
    expect([ids(first), first.walkedTo !== null]).toEqual([["evt_walk15001"], true]);
    const { forwards, backwards } = await walkBothWays(filter);
    expect(forwards).toEqual([["evt_walk15001"], [], ["evt_walk20", "evt_walk3"]]);
    expect(backwards.flat()).toEqual(forwards.flat());

    // From an empty page, too, both ways lead back to what was shown before.
    const empty = await page({ ...filter, after: first.olderCursor ?? "" });
    expect(ids(await page({ ...filter, before: empty.newerCursor ?? "" }))).toEqual(["evt_walk15001"]);
    const last = await page({ ...filter, after: empty.olderCursor ?? "" });
    const emptyToo = await page({ ...filter, before: last.newerCursor ?? "" });
    expect(ids(await page({ ...filter, after: emptyToo.olderCursor ?? "" }))).toEqual(["evt_walk20", "evt_walk3"]);
    await db.$executeRaw`delete from stripe_event where id like 'evt\_walk%'`;
  });

  test.each([
    ["type", { type: "customer.created" }, 13],
    ["time, both days included", { from: "2026-09-02", to: "2026-09-03" }, 10],
    ["the object's id", { q: "vs_7" }, 2],
    ["the event's id", { q: idOf(3) }, 1],
    ["several at once", { from: "2026-09-02", to: "2026-09-03", type: "customer.created" }, 1],
    ["an id that nothing has", { q: "evt_nothing" }, 0],
  ] as const)("filters by %s", async (_what, filter, expected) => {
    const shown = await page({ ...september, ...filter });
    expect([shown.total, shown.rows.length]).toEqual([{ value: expected, more: false }, expected]);
  });

  test("counts the dead letters under the other filters", async () => {
    expect((await page({ ...september, type: verified })).deadLetters.value).toBe(13);
    expect((await page({ ...september, type: "customer.created" })).deadLetters.value).toBe(0);
  });

  test("a broken cursor shows the first page", async () => {
    expect(ids(await page({ ...september, after: "nonsense" }))).toEqual(ids(await page(september)));
  });

  test("shows the attempts and the cause of what is retried or dead, by codes only", async () => {
    const { id } = await deadLetter("attempted");
    const [row] = (await page({ q: id })).rows;
    expect(row).toMatchObject({
      outcome: "failed",
      cause: "stripe_unavailable",
      job: { attempts: 10, maxAttempts: 10, running: false, lastError: "stripe_unavailable" },
    });
    await db.$executeRaw`update graphile_worker._private_jobs set last_error = 'Maren Invented was not found'
      where key = 'syncVerificationSession:vs_attempted'`;
    expect((await page({ q: id })).rows[0]?.job?.lastError).toBe("unknown");
  });
});

test("shows every failed attempt of a dead letter's session, oldest first, and no other session's", async () => {
  const { id, session } = await deadLetter("failed_tries");
  const failed = { code: "stripe_unavailable", stripeStatus: 503, durationMs: 84, exhausted: false };
  await recordFailedAttempt(sessionTarget("vs_another"), { attempt: 1, ...failed });
  await recordFailedAttempt(sessionTarget(session), { attempt: 1, ...failed });
  await recordFailedAttempt(sessionTarget(session), {
    attempt: 2,
    ...failed,
    code: "a sentence of somebody's",
    stripeStatus: null,
    exhausted: true,
  });
  const shown = [
    { attempt: 1, cause: "stripe_unavailable", answer: 503, durationMs: 84, exhausted: false },
    { attempt: 2, cause: "unknown", answer: null, durationMs: 84, exhausted: true },
  ];
  expect((await page({ q: id })).rows[0]?.failedAttempts).toMatchObject(shown);
  expect((await getEventDetail(await signInSomebody("developer"), id))?.failedAttempts).toMatchObject(shown);
  expect((await page({ q: idOf(2) })).rows[0]?.failedAttempts).toEqual([]);
});

describe("who may", () => {
  const roles: Role[] = ["applicant", "support", "reviewer", "senior"];
  test.each(roles)("%s reads nothing and changes nothing", async (role) => {
    const viewer = await signInSomebody(role);
    const { id, session } = await deadLetter(`for_${role}`);
    expect(await getEventPage(viewer, {})).toBeNull();
    expect(await getEventDetail(viewer, id)).toBeNull();
    expect((await readShell(viewer)).deadLetters).toBeNull();
    expect(await getEndpointHealth(viewer)).toBeNull();
    expect(await getReplayPlan(viewer, {})).toBeNull();
    expect(await getDrift(viewer, sessionTarget(session))).toBeNull();
    expect(await listFixed(viewer)).toBeNull();
    const refused = { ok: false, code: "not_allowed" };
    expect(await replayEvent(viewer, id)).toEqual(refused);
    expect(await replayFilter(viewer, { q: id })).toEqual(refused);
    expect(await discardEvent(viewer, id, "test_data")).toEqual(refused);
    expect(await syncNow(viewer, sessionTarget(session))).toEqual(refused);
    expect(await db.stripeEvent.findUnique({ where: { id } })).toMatchObject({ outcome: "failed" });
    expect(await auditOf(viewer.userId)).toEqual([]);
  });

  test("an auditor reads everything and changes nothing", async () => {
    const auditor = await signInSomebody("auditor");
    const { id, session } = await deadLetter("audited");
    expect((await getEventPage(auditor, { q: id }))?.rows).toHaveLength(1);
    expect((await getEventDetail(auditor, id))?.actions).toEqual({
      replay: { ok: false, why: "not_allowed" },
      discard: { ok: false, why: "not_allowed" },
    });
    expect(await getEndpointHealth(auditor)).not.toBeNull();
    expect(await getDrift(auditor, sessionTarget(session))).toMatchObject({ sync: { ok: false, why: "not_allowed" } });
    expect(await getReplayPlan(auditor, {})).toBeNull();
    const refused = { ok: false, code: "not_allowed" };
    expect(await replayEvent(auditor, id)).toEqual(refused);
    expect(await replayFilter(auditor, { q: id })).toEqual(refused);
    expect(await discardEvent(auditor, id, "test_data")).toEqual(refused);
    expect(await syncNow(auditor, sessionTarget(session))).toEqual(refused);
    expect(await db.stripeEvent.findUnique({ where: { id } })).toMatchObject({ outcome: "failed" });
    expect(await auditOf(auditor.userId)).toEqual([]);
  });
});

describe("an event", () => {
  test("shows its envelope, and nothing about a person", async () => {
    const detail = await getEventDetail(await signInSomebody("developer"), idOf(2));
    expect(detail?.payload).toMatchObject({
      kind: "shown",
      lines: expect.arrayContaining([{ path: "id", value: idOf(2) }]),
    });
    expect(JSON.stringify(detail)).not.toContain("Maren");
    expect(detail?.siblings.map(({ id }) => id)).toEqual([idOf(3)]);
  });

  test("says that its payload is gone, or that no key opens it", async () => {
    const developer = await signInSomebody("developer");
    const sealed = sealUnderKeyring("{}", place.eventPayload("evt_other"));
    await db.stripeEvent.update({ where: { id: idOf(4) }, data: { payload: null } });
    await db.stripeEvent.update({ where: { id: idOf(5) }, data: { payload: sealed } });
    expect((await getEventDetail(developer, idOf(4)))?.payload).toEqual({ kind: "gone" });
    expect((await getEventDetail(developer, idOf(5)))?.payload).toEqual({ kind: "unreadable" });
  });
});

describe("a replay", () => {
  test("lets a dead job begin anew, and says in the audit log who asked", async () => {
    const developer = await signInSomebody("developer");
    const { id, session } = await deadLetter("again");
    expect(await replayEvent(developer, id)).toEqual({ ok: true });
    expect(await jobOf(session)).toEqual({ attempts: 0 });
    expect(await db.stripeEvent.findUnique({ where: { id } })).toMatchObject({
      outcome: "queued",
      failureCode: null,
      processedAt: null,
    });
    expect(await auditOf(developer.userId)).toMatchObject([
      { action: "event.replayed", targetType: "event", targetId: id, reason: null },
    ]);
  });

  test("is refused for what concerns no session, and for what is not there", async () => {
    const developer = await signInSomebody("developer");
    for (const id of [idOf(1), "evt_nothing"]) {
      expect(await replayEvent(developer, id)).toEqual({ ok: false, code: "nothing_to_replay" });
    }
    expect(await auditOf(developer.userId)).toEqual([]);
  });

  test("of a filter asks once for each session, leaves out what concerns none, and is one line in the audit log", async () => {
    const developer = await signInSomebody("developer");
    const filter = { from: "2026-09-11", to: "2026-09-12" };
    const before = await page(filter);
    expect(before.rows).toHaveLength(10);
    const concerning = before.rows.filter(({ objectId }) => objectId?.startsWith("vs_"));
    const sessions = new Set(concerning.map(({ objectId }) => objectId));
    expect(await getReplayPlan(developer, filter)).toEqual({
      events: { value: concerning.length, more: false },
      targets: sessions.size,
      replay: { ok: true },
    });

    expect(await replayFilter(developer, filter)).toEqual({ ok: true, count: concerning.length });
    const after = await page(filter);
    expect(after.rows.filter(({ outcome }) => outcome === "queued").map(({ id }) => id)).toEqual(
      concerning.map(({ id }) => id),
    );
    expect(after.rows.filter(({ job }) => job !== null)).toHaveLength(concerning.length);
    for (const session of sessions) expect(await jobOf(session ?? "")).toEqual({ attempts: 0 });
    expect(await auditOf(developer.userId)).toMatchObject([
      { action: "events.replayed", targetType: "list", targetId: "events", subject: `events:${concerning.length}` },
    ]);
  });

  test.each([{}, { outcome: "failed" as const }])(
    "of a filter (%o) leaves what a colleague discards at that moment, and asks for nothing on its account",
    async (more) => {
      const developer = await signInSomebody("developer");
      const { id, session } = await deadLetter(randomUUID().slice(0, 8));
      const filter = { q: id, ...more };
      const { promise: committed, resolve: commit } = Promise.withResolvers<void>();
      const { promise: discarded, resolve: toldDiscarded } = Promise.withResolvers<void>();
      const colleague = db.$transaction(async (tx) => {
        await tx.stripeEvent.update({ where: { id }, data: { outcome: "discarded", failureCode: null } });
        toldDiscarded();
        await committed;
      });
      await discarded;
      const replayed = replayFilter(developer, filter);
      await until("the replay waits for the colleague", async () => {
        const [row] = await db.$queryRaw<{ waiting: number }[]>`select count(*)::int as waiting from pg_locks
          where not granted and locktype = 'transactionid'`;
        return (row?.waiting ?? 0) > 0;
      });
      commit();
      await colleague;
      expect(await replayed).toEqual({ ok: true, count: 0 });
      expect(await db.stripeEvent.findUnique({ where: { id } })).toMatchObject({ outcome: "discarded" });
      expect(await jobOf(session)).toMatchObject({ attempts: 10 });
    },
  );

  test("of a filter takes the newest 1,000 and no more", async () => {
    const developer = await signInSomebody("developer");
    await db.stripeEvent.createMany({
      data: Array.from({ length: 1_005 }, (_, index) => ({
        id: `evt_many${index}`,
        type: verified,
        objectId: `vs_many${index % 3}`,
        livemode: false,
        outcome: "failed" as const,
        failureCode: "unexpected",
        createdAt: began,
        receivedAt: new Date(Date.parse("2026-07-01T00:00:00Z") + index),
      })),
    });
    const filter = { outcome: "failed", to: "2026-07-02" } as const;
    expect(await getReplayPlan(developer, filter)).toEqual({
      events: { value: 1_000, more: true },
      targets: 3,
      replay: { ok: true },
    });
    expect(await replayFilter(developer, filter)).toEqual({ ok: true, count: 1_000 });
    expect(new Set(ids(await page(filter)))).toEqual(new Set([0, 1, 2, 3, 4].map((index) => `evt_many${index}`)));
  });
});

describe("a discard", () => {
  test("takes a dead letter from the list for a reason, which the audit log keeps", async () => {
    const developer = await signInSomebody("developer");
    const { id } = await deadLetter("let_go");
    const before = (await readShell(developer)).deadLetters;
    expect(await discardEvent(developer, id, "other_account")).toEqual({ ok: true });
    expect((await readShell(developer)).deadLetters?.value).toBe((before?.value ?? 0) - 1);
    const admin = await signInSomebody("admin");
    expect(await discardEvent(admin, (await deadLetter("let_go_too")).id, "test_data")).toEqual({ ok: true });
    expect(await getEventDetail(developer, id)).toMatchObject({
      outcome: "discarded",
      discarded: { role: "developer", reason: "other_account", at: expect.any(String) },
    });
    expect(await auditOf(developer.userId)).toMatchObject([
      { action: "event.discarded", targetId: id, reason: "other_account" },
    ]);
    expect(await discardEvent(developer, id, "other_account")).toEqual({ ok: false, code: "wrong_outcome" });
    expect(await auditOf(developer.userId)).toHaveLength(1);
  });

  test("names who it was to those who may read addresses, and to all others their role", async () => {
    const colleague = await signInSomebody("admin");
    const { id } = await deadLetter("let_go_by");
    await discardEvent(colleague, id, "test_data");
    const read = async (role: Role) => (await getEventDetail(await signInSomebody(role), id))?.discarded;
    for (const role of ["developer", "admin"] as const) {
      expect(await read(role)).toMatchObject({ email: { kind: "masked" }, role: "admin", reason: "test_data" });
      expect(JSON.stringify(await read(role))).not.toContain(colleague.email);
    }
    expect(await read("auditor")).toMatchObject({ email: { kind: "known", text: colleague.email }, role: "admin" });
  });

  test("is refused for anything but a dead letter", async () => {
    const developer = await signInSomebody("developer");
    expect(await discardEvent(developer, idOf(2), "test_data")).toEqual({ ok: false, code: "wrong_outcome" });
  });

  test("is not undone by replaying everything, only by asking for what was discarded", async () => {
    const developer = await signInSomebody("developer");
    const { id } = await deadLetter("stays_away");
    await discardEvent(developer, id, "test_data");
    expect(await replayFilter(developer, { q: id })).toEqual({ ok: false, code: "nothing_to_replay" });
    expect(await replayFilter(developer, { q: id, outcome: "discarded" })).toEqual({ ok: true, count: 1 });
    expect((await getEventDetail(developer, id))?.discarded).toBeNull();
  });
});
