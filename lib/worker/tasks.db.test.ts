import { Logger, runOnce } from "graphile-worker";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { databasePool, db } from "@/lib/db/client";
import { enqueueSync } from "@/lib/queue/queue";
import { holdBackground } from "@/lib/queue/stripe-turns";
import { signInSomebody } from "@/lib/testing/people";
import { control, eventsOf, submit, until } from "@/lib/testing/stripe";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { receiveEvent } from "@/lib/webhooks/receive";
import { tasks } from "@/lib/worker/tasks";

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await control("/faults", undefined, "DELETE");
});

/** Somebody whose check ended with `outcome` at Stripe; its events have come, nothing is synced. */
async function somebodySubmitted(outcome = "verified") {
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { door: "modal" });
  const { currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  const sessionId = currentSessionId ?? "";
  await submit(sessionId, outcome);
  for (const event of await eventsOf(sessionId)) await receiveEvent(event);
  return { userId: viewer.userId, sessionId };
}

/** Everything that may run now, as a worker would, and until its end is written; the library's own lines are left out. */
async function work(): Promise<void> {
  await runOnce({
    pgPool: databasePool(),
    taskList: tasks,
    concurrency: 2,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
  });
  await until(async () => {
    const [row] = await db.$queryRaw<{ held: number }[]>`
      select count(*)::int as held from graphile_worker.jobs where locked_at is not null`;
    return row?.held === 0;
  });
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
const statusOf = async (userId: string) => (await db.verification.findFirstOrThrow({ where: { userId } })).status;

describe("when a sync fails", () => {
  test.each([
    ["Stripe is down", { status: 500 }, "stripe_unavailable"],
    ["Stripe is busy", { status: 429 }, "stripe_busy"],
  ])("because %s, it is tried again later and its events wait", async (_why, fault) => {
    const { sessionId, userId } = await somebodySubmitted();
    await stripeAnswers(sessionId, { ...fault, count: 1 });
    await work();
    expect(await jobOf(sessionId)).toEqual({ attempts: 1, dead: false, later: true });
    expect(await outcomesOf(sessionId)).toEqual(["queued null"]);

    await db.$executeRaw`update graphile_worker._private_jobs set run_at = now()`;
    await work();
    expect(await jobOf(sessionId)).toBeNull();
    expect(await outcomesOf(sessionId)).toEqual(["processed null"]);
    expect(await statusOf(userId)).toBe("verified");
  });

  test("and Stripe says that trying again is useless, it is dead at once and its events say why", async () => {
    const { sessionId } = await somebodySubmitted();
    await stripeAnswers(sessionId, { status: 500, shouldRetry: false, count: 1 });
    await work();
    expect(await jobOf(sessionId)).toMatchObject({ attempts: 1, dead: true });
    expect(await outcomesOf(sessionId)).toEqual(["failed stripe_unavailable"]);
    expect(written.join("")).toContain("a sync is dead until a person has looked");
  });

  test("for the tenth time, it is a dead letter, which a replay mends", async () => {
    const { sessionId, userId } = await somebodySubmitted();
    await db.$executeRaw`update graphile_worker._private_jobs set attempts = 9`;
    await stripeAnswers(sessionId, { status: 500, count: 1 });
    await work();
    expect(await jobOf(sessionId)).toMatchObject({ attempts: 10, dead: true });
    expect(await outcomesOf(sessionId)).toEqual(["failed stripe_unavailable"]);

    await enqueueSync(db, sessionId);
    await work();
    expect(await jobOf(sessionId)).toBeNull();
    expect(await outcomesOf(sessionId)).toEqual(["processed null"]);
    expect(await statusOf(userId)).toBe("verified");
  });

  test("every time, nothing else waits for it", async () => {
    const poisoned = await somebodySubmitted();
    const others = [await somebodySubmitted(), await somebodySubmitted("document_expired")];
    await stripeAnswers(poisoned.sessionId, { status: 500, probability: 1 });
    await work();
    expect(await jobOf(poisoned.sessionId)).toMatchObject({ attempts: 1, dead: false });
    expect(await Promise.all(others.map(({ userId }) => statusOf(userId)))).toEqual(["verified", "action_needed"]);
  });

  test("the queue keeps its code, and no sentence of anybody's", async () => {
    const { sessionId } = await somebodySubmitted();
    await stripeAnswers(sessionId, { status: 400, count: 1 });
    await work();
    const [job] = await db.$queryRaw<{ lastError: string }[]>`select last_error as "lastError" from graphile_worker.jobs
      where key = ${`syncVerificationSession:${sessionId}`}`;
    expect(job?.lastError).toBe("stripe_refused");
  });
});

test("jobs take their turn at Stripe, and wait while it is busy", async () => {
  const { sessionId, userId } = await somebodySubmitted();
  await holdBackground(1);
  const startedAt = performance.now();
  await work();
  expect((performance.now() - startedAt) / 1000).toBeGreaterThan(0.95);
  expect(await jobOf(sessionId)).toBeNull();
  expect(await statusOf(userId)).toBe("verified");
});
