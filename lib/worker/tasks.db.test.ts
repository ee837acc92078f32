import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { redactVerification } from "@/lib/cases/mutations";
import { db } from "@/lib/db/client";
import { receiveEvent } from "@/lib/events/receive";
import { sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { backOff } from "@/lib/rate-limit/stripe-calls";
import { reconcileSessions } from "@/lib/reconciler/stale-sessions";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { runJobs } from "@/testkit/in-process/jobs";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, eventsOf, stripe, submit } from "@/testkit/in-process/stripe";

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await control("/faults", undefined, "DELETE");
});

/** Somebody whose check ended with `outcome` at Stripe; its events have come if `heard`, nothing is synced. */
async function somebodySubmitted(outcome: string | null = "verified", { heard } = { heard: true }) {
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const { currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  const sessionId = currentSessionId ?? "";
  if (outcome) await submit(sessionId, outcome);
  if (heard) for (const event of await eventsOf(sessionId)) await receiveEvent(event);
  return { userId: viewer.userId, sessionId };
}

const stripeAnswers = (sessionId: string, fault: object) =>
  control("/faults", {
    target: "api",
    kind: "status",
    seed: 1,
    path: `/v1/identity/verification_sessions/${sessionId}`,
    method: "GET",
    ...fault,
  });
const jobOf = async (sessionId: string) => {
  const [job] = await db.$queryRaw<{ attempts: number; dead: boolean; later: boolean }[]>`
    select attempts::int, attempts >= max_attempts as dead, run_at > now() as later
    from graphile_worker.jobs where key = ${`syncVerificationSession:${sessionId}`}`;
  return job ?? null;
};
const outcomesOf = async (objectId: string) => {
  const rows = await db.stripeEvent.findMany({ where: { objectId } });
  return [...new Set(rows.map(({ outcome, failureCode }) => `${outcome} ${failureCode}`))];
};
const attemptsOf = (verificationSessionId: string) =>
  db.failedAttempt.findMany({ where: { objectId: verificationSessionId }, orderBy: { id: "asc" } });
const statusOf = async (userId: string) => (await db.verification.findFirstOrThrow({ where: { userId } })).status;

describe("when a sync fails", () => {
  test.each([
    ["Stripe is down", { status: 500 }, "stripe_unavailable"],
    ["Stripe is busy", { status: 429 }, "stripe_busy"],
    ["Stripe is down and wants no second call", { status: 500, shouldRetry: false }, "stripe_unavailable"],
    ["Stripe is busy and wants no second call", { status: 429, shouldRetry: false }, "stripe_busy"],
    [
      "another call was in the way and Stripe wants no second",
      { status: 409, shouldRetry: false },
      "stripe_unavailable",
    ],
    ["what Stripe needs failed and it wants no second call", { status: 424, shouldRetry: false }, "stripe_refused"],
    ["the key is wrong and Stripe wants no second call", { status: 401, shouldRetry: false }, "stripe_refused"],
    ["the key may not do it and Stripe wants no second call", { status: 403, shouldRetry: false }, "stripe_refused"],
  ])("because %s, it is attempted again later and its events wait", async (_why, fault, code) => {
    const { sessionId, userId } = await somebodySubmitted();
    await stripeAnswers(sessionId, { ...fault, count: 1 });
    await runJobs();
    expect(await jobOf(sessionId)).toEqual({ attempts: 1, dead: false, later: true });
    expect(await outcomesOf(sessionId)).toEqual(["queued null"]);
    expect(await attemptsOf(sessionId)).toMatchObject([
      { attempt: 1, code, stripeStatus: fault.status, exhausted: false, durationMs: expect.any(Number) },
    ]);

    await db.$executeRaw`update graphile_worker._private_jobs set run_at = now()`;
    await runJobs();
    expect(await jobOf(sessionId)).toBeNull();
    expect(await outcomesOf(sessionId)).toEqual(["processed null"]);
    expect(await statusOf(userId)).toBe("verified");
  });

  test("and Stripe says that the request is wrong and stays so, it is dead at once and its events say why", async () => {
    const { sessionId } = await somebodySubmitted();
    await stripeAnswers(sessionId, { status: 400, shouldRetry: false, count: 1 });
    await runJobs();
    expect(await jobOf(sessionId)).toMatchObject({ attempts: 1, dead: true });
    expect(await outcomesOf(sessionId)).toEqual(["failed stripe_refused"]);
    expect(await attemptsOf(sessionId)).toMatchObject([{ attempt: 1, exhausted: true }]);
    expect(written.join("")).toContain("a sync is dead until a person has looked");
  });

  test("for the tenth time, it is a dead letter, which a replay fixes", async () => {
    const { sessionId, userId } = await somebodySubmitted();
    await db.$executeRaw`update graphile_worker._private_jobs set attempts = 9`;
    await stripeAnswers(sessionId, { status: 500, count: 1 });
    await runJobs();
    expect(await jobOf(sessionId)).toMatchObject({ attempts: 10, dead: true });
    expect(await outcomesOf(sessionId)).toEqual(["failed stripe_unavailable"]);

    await enqueueSyncs(db, [sessionTarget(sessionId)]);
    await runJobs();
    expect(await jobOf(sessionId)).toBeNull();
    expect(await outcomesOf(sessionId)).toEqual(["processed null"]);
    expect(await statusOf(userId)).toBe("verified");
  });

  test("the reconciler neither begins its attempts anew nor wakes a dead letter; a new event does", async () => {
    const { sessionId, userId } = await somebodySubmitted("verified");
    const unread = () =>
      db.verificationSession.update({ where: { id: sessionId }, data: { syncedAt: new Date(Date.now() - 3_600_000) } });
    await unread();
    await stripeAnswers(sessionId, { status: 500, probability: 1 });
    for (let attempt = 1; attempt <= 10; attempt++) {
      expect(Object.values(await reconcileSessions()).every((count) => count === 0)).toBe(true);
      await db.$executeRaw`update graphile_worker._private_jobs set run_at = now()`;
      await runJobs();
      expect(await jobOf(sessionId)).toMatchObject({ attempts: attempt, dead: attempt === 10 });
    }
    await reconcileSessions();
    await runJobs();
    expect(await jobOf(sessionId)).toMatchObject({ attempts: 10, dead: true });
    expect(await outcomesOf(sessionId)).toEqual(["failed stripe_unavailable"]);

    await control("/faults", undefined, "DELETE");
    const [event] = await eventsOf(sessionId);
    if (!event) throw new Error("a session that was submitted has events");
    await receiveEvent({ ...event, id: `${event.id}_again` });
    await runJobs();
    expect(await outcomesOf(sessionId)).toEqual(["processed null"]);
    expect(await statusOf(userId)).toBe("verified");
  });

  test("that only the reconciler asked for, its session's newest event becomes the dead letter; a sync by hand ends it", async () => {
    const { sessionId } = await somebodySubmitted("verified");
    await runJobs();
    await db.verificationSession.update({
      where: { id: sessionId },
      data: { status: "processing", syncedAt: new Date(Date.now() - 3_600_000) },
    });
    await stripeAnswers(sessionId, { status: 400, shouldRetry: false, count: 1 });
    expect(await reconcileSessions()).toMatchObject({ stuck_processing: 1 });
    await runJobs();
    expect(await jobOf(sessionId)).toMatchObject({ dead: true });
    const dead = await db.stripeEvent.findMany({ where: { objectId: sessionId, outcome: "failed" } });
    expect(dead).toHaveLength(1);
    const newest = await db.stripeEvent.findFirstOrThrow({
      where: { objectId: sessionId },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    });
    expect(dead[0]?.id).toBe(newest.id);

    await syncVerificationSession(sessionId);
    expect(await jobOf(sessionId)).toBeNull();
    expect(await outcomesOf(sessionId)).toEqual(["processed null"]);
  });

  test("whose redaction Stripe has not heard of, the reconciler asks again an hour after it died, until it has", async () => {
    const { sessionId, userId } = await somebodySubmitted("verified");
    await runJobs();
    const { id, referenceNumber } = await db.verification.findFirstOrThrow({ where: { userId } });
    const redaction = async () =>
      (await stripe().identity.verificationSessions.retrieve(sessionId)).redaction?.status ?? null;
    const round = async () => {
      await db.verificationSession.update({
        where: { id: sessionId },
        data: { syncedAt: new Date(Date.now() - 3_600_000) },
      });
      const { redaction_unfinished } = await reconcileSessions();
      await runJobs();
      return redaction_unfinished;
    };
    // Once for the press, once for the job.
    const path = `/v1/identity/verification_sessions/${sessionId}/redact`;
    const fault = { target: "api", kind: "status", status: 400, shouldRetry: false, count: 2, seed: 1 };
    await control("/faults", { ...fault, path, method: "POST" });
    const senior = await signInSomebody("senior");
    expect(await redactVerification(senior, id, { confirmation: toReference(referenceNumber) })).toEqual({ ok: true });
    expect(await round()).toBe(1);
    expect(await jobOf(sessionId)).toMatchObject({ dead: true });

    expect(await round()).toBe(0);
    expect(await redaction()).toBeNull();
    await db.$executeRaw`update graphile_worker._private_jobs set updated_at = updated_at - interval '61 minutes'`;
    expect(await round()).toBe(1);
    expect(await redaction()).toBe("processing");
    expect(await jobOf(sessionId)).toBeNull();
  });

  test.each([401, 403])(
    "whose redaction a wrong key kept from Stripe (%d), it ends once the key is right",
    async (status) => {
      const { sessionId, userId } = await somebodySubmitted("verified");
      await runJobs();
      const { id, referenceNumber } = await db.verification.findFirstOrThrow({ where: { userId } });
      const fault = { target: "api", kind: "status", status, shouldRetry: false, probability: 1, seed: 1 };
      await control("/faults", fault);
      const senior = await signInSomebody("senior");
      await redactVerification(senior, id, { confirmation: toReference(referenceNumber) });
      await enqueueSyncs(db, [sessionTarget(sessionId)]);
      await runJobs();
      expect(await jobOf(sessionId)).toEqual({ attempts: 1, dead: false, later: true });

      await control("/faults", undefined, "DELETE");
      await db.$executeRaw`update graphile_worker._private_jobs set run_at = now()`;
      await runJobs();
      expect(await jobOf(sessionId)).toBeNull();
      expect((await stripe().identity.verificationSessions.retrieve(sessionId)).redaction?.status).toBe("processing");
    },
  );

  test("for the tenth time after eight hours, it has died now", async () => {
    const { sessionId } = await somebodySubmitted();
    await stripeAnswers(sessionId, { status: 500, count: 1 });
    await db.$executeRaw`update graphile_worker._private_jobs set attempts = 9, updated_at = now() - interval '8 hours'`;
    await runJobs();
    expect(
      await db.$queryRaw`select attempts::int, updated_at > now() - interval '1 minute' as now from graphile_worker.jobs
        where key = ${`syncVerificationSession:${sessionId}`}`,
    ).toEqual([{ attempts: 10, now: true }]);
  });

  test("and nothing can be noted about it, it is attempted again and becomes a dead letter all the same", async () => {
    const { sessionId } = await somebodySubmitted();
    await stripeAnswers(sessionId, { status: 500, count: 2 });
    await db.$executeRaw`alter table failed_try rename to away`;
    await runJobs();
    expect(await jobOf(sessionId)).toEqual({ attempts: 1, dead: false, later: true });
    await db.$executeRaw`update graphile_worker._private_jobs set attempts = 9, run_at = now()`;
    await runJobs();
    await db.$executeRaw`alter table away rename to failed_try`;
    expect(await jobOf(sessionId)).toMatchObject({ attempts: 10, dead: true });
    expect(await outcomesOf(sessionId)).toEqual(["failed stripe_unavailable"]);
    expect(await attemptsOf(sessionId)).toEqual([]);
    expect(written.join("")).toContain("a note about a sync could not be written");
  });

  test("every time, nothing else waits for it", async () => {
    const poisoned = await somebodySubmitted();
    const others = [await somebodySubmitted(), await somebodySubmitted("document_expired")];
    await stripeAnswers(poisoned.sessionId, { status: 500, probability: 1 });
    await runJobs();
    expect(await jobOf(poisoned.sessionId)).toMatchObject({ attempts: 1, dead: false });
    expect(await Promise.all(others.map(({ userId }) => statusOf(userId)))).toEqual(["verified", "action_needed"]);
  });

  test("the queue keeps its code, and no sentence of anybody's", async () => {
    const { sessionId } = await somebodySubmitted();
    await stripeAnswers(sessionId, { status: 400, count: 1 });
    await runJobs();
    const [job] = await db.$queryRaw<{ lastError: string }[]>`select last_error as "lastError" from graphile_worker.jobs
      where key = ${`syncVerificationSession:${sessionId}`}`;
    expect(job?.lastError).toBe("stripe_refused");
  });
});

test("jobs acquire their calls, and back off while Stripe is busy", async () => {
  const { sessionId, userId } = await somebodySubmitted();
  const startedAt = performance.now();
  await backOff(1);
  await runJobs();
  expect((performance.now() - startedAt) / 1000).toBeGreaterThan(0.95);
  expect(await jobOf(sessionId)).toBeNull();
  expect(await statusOf(userId)).toBe("verified");
});

describe("what a sync finds to differ", () => {
  /** Read by us long ago, so that the reconciler looks at it. */
  const longUnread = (id: string) =>
    db.verificationSession.update({ where: { id }, data: { syncedAt: new Date(Date.now() - 3_600_000) } });
  const fixed = async (targetId: string) =>
    (await db.fixedDrift.findMany({ where: { targetId } })).map(
      ({ kind, field, held, found }) => `${kind} ${field} ${held} ${found}`,
    );

  test("is kept when the reconciler asked for it, and when there was a difference", async () => {
    const { sessionId } = await somebodySubmitted("verified", { heard: false });
    await longUnread(sessionId);
    await reconcileSessions();
    await runJobs();
    expect(await fixed(sessionId)).toEqual(["unanswered status requires_input verified"]);

    const failed = await somebodySubmitted("document_expired", { heard: false });
    const idle = await somebodySubmitted(null, { heard: false });
    for (const session of [failed, idle]) await longUnread(session.sessionId);
    await reconcileSessions();
    await runJobs();
    expect(await fixed(failed.sessionId)).toEqual(["unanswered lastErrorCode null document_expired"]);
    expect(await fixed(idle.sessionId)).toEqual([]);
  });

  test("is kept for an event that Stripe could not deliver, and not for one that it did", async () => {
    const delivered = await somebodySubmitted();
    const missed = await somebodySubmitted("verified", { heard: false });
    for (const event of await eventsOf(missed.sessionId)) await receiveEvent(event, 0);
    await runJobs();
    expect(await fixed(delivered.sessionId)).toEqual([]);
    expect(await fixed(missed.sessionId)).toEqual(["undelivered_event status requires_input verified"]);
  });
});
