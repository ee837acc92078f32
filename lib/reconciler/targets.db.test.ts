import { afterEach, describe, expect, test, vi } from "vitest";
import { redactVerification } from "@/lib/cases/mutations";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { purgePayloads } from "@/lib/events/outcomes";
import { keyOf, sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { reconcileInbox } from "@/lib/reconciler/inbox";
import { reconcileSessions } from "@/lib/reconciler/stale-sessions";
import { receiveUndelivered } from "@/lib/reconciler/undelivered-events";
import { adoptUnknownAccounts } from "@/lib/reconciler/unknown-accounts";
import { adoptUnknownSessions } from "@/lib/reconciler/unknown-sessions";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";

async function somebodyStarted() {
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const row = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  return { userId: viewer.userId, verificationId: row.id, sessionId: row.currentSessionId ?? "" };
}

afterEach(() => vi.restoreAllMocks());

const hour = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms);
const readAgo = (sessionId: string, ms: number) =>
  db.verificationSession.update({ where: { id: sessionId }, data: { syncedAt: ago(ms) } });
const startedAgo = (verificationId: string, ms: number) =>
  db.verification.update({ where: { id: verificationId }, data: { startedAt: ago(ms) } });

/** The sessions whose sync waits; removes the jobs. */
async function takeJobs(): Promise<string[]> {
  const jobs = await db.$queryRaw<{ key: string }[]>`delete from graphile_worker._private_jobs returning key`;
  return jobs.map(({ key }) => key.slice(keyOf(sessionTarget("")).length)).sort();
}
const nothing = { stuck_processing: 0, unanswered: 0, window_over: 0, redaction_unfinished: 0 };

describe("sessions that may have moved unheard", () => {
  test("are asked for, each under its kind, and nothing else is", async () => {
    const people = await Promise.all(Array.from({ length: 6 }, somebodyStarted));
    const [unheard, justRead, settled, stuck, over, overAndRead] = people;
    if (!unheard || !justRead || !settled || !stuck || !over || !overAndRead) throw new Error("six people are six");
    await submit(settled.sessionId, "verified");
    await syncVerificationSession(settled.sessionId);
    await submit(stuck.sessionId, "verified", { delaySeconds: 3_600 });
    await syncVerificationSession(stuck.sessionId);
    await startedAgo(over.verificationId, 49 * hour);
    await startedAgo(overAndRead.verificationId, 49 * hour);
    for (const { sessionId } of [settled, stuck]) await readAgo(sessionId, hour);
    const tenth = env().reconcileIntervalSeconds * 100;
    await readAgo(unheard.sessionId, tenth + 1_000);
    await readAgo(justRead.sessionId, tenth / 2);
    await readAgo(over.sessionId, 2 * hour + 46 * hour + 1_000);
    await readAgo(overAndRead.sessionId, hour / 2);

    expect(await reconcileSessions()).toEqual({ ...nothing, unanswered: 1, stuck_processing: 1, window_over: 1 });
    expect(await takeJobs()).toEqual([unheard, stuck, over].map(({ sessionId }) => sessionId).sort());

    for (const { sessionId } of [unheard, stuck, over]) await syncVerificationSession(sessionId);
    expect(await reconcileSessions()).toEqual(nothing);
  });

  test("are fixed by the same sync: a redaction that Stripe never heard of is asked for again", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { sessionId, verificationId } = await somebodyStarted();
    const senior = await signInSomebody("senior");
    await submit(sessionId, "verified");
    await syncVerificationSession(sessionId);
    await control("/faults", {
      target: "api",
      kind: "status",
      status: 500,
      path: `/v1/identity/verification_sessions/${sessionId}/redact`,
      count: 2,
      seed: 1,
    });
    const { referenceNumber } = await db.verification.findUniqueOrThrow({ where: { id: verificationId } });
    await redactVerification(senior, verificationId, { confirmation: toReference(referenceNumber) });
    expect((await stripe().identity.verificationSessions.retrieve(sessionId)).redaction).toBeNull();
    await readAgo(sessionId, hour);

    expect(await reconcileSessions()).toEqual({ ...nothing, redaction_unfinished: 1 });
    await syncVerificationSession(sessionId);
    expect((await stripe().identity.verificationSessions.retrieve(sessionId)).redaction).not.toBeNull();
    await takeJobs();
  });
});

describe("a list of Stripe's that is read over several rounds", () => {
  const lists = [
    { name: "sessions", path: "/v1/identity/verification_sessions", read: adoptUnknownSessions },
    { name: "accounts", path: "/v1/accounts", read: adoptUnknownAccounts },
    { name: "undelivered_events", path: "/v1/events", read: receiveUndelivered },
  ];
  /** As a round leaves it that was too short, after an object that then went. */
  const leave = (name: string, cursor: string | null) => {
    const mark = { at: ago(2 * hour), beganAt: cursor === null ? null : ago(hour), cursor };
    return db.highWaterMark.upsert({ where: { name }, create: { name, ...mark }, update: mark });
  };
  const marked = (name: string) => db.highWaterMark.findUniqueOrThrow({ where: { name } });

  test.each(lists)("is begun anew where Stripe knows its cursor no more: $name", async ({ name, read }) => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { id } = await stripe().accounts.create({ type: "custom", country: "US" });
    await stripe().accounts.del(id);
    const left = await leave(name, name === "accounts" ? id : "gone");
    await expect(read()).rejects.toMatchObject({ code: "stripe_refused", status: 400 });
    expect(await marked(name)).toEqual({ ...left, cursor: null, beganAt: null });
    const begunAt = new Date();
    await read();
    expect((await marked(name)).at.getTime()).toBeGreaterThanOrEqual(begunAt.getTime());
  });

  test.each(lists)(
    "is not read where Stripe answers 404 or 400, and its mark stays: $name",
    async ({ name, path, read }) => {
      vi.spyOn(process.stdout, "write").mockReturnValue(true);
      for (const status of [404, 400]) {
        const left = await leave(name, null);
        await control("/faults", { target: "api", kind: "status", status, count: 1, seed: 1, method: "GET", path });
        await expect(read()).rejects.toMatchObject({ code: "stripe_refused", status });
        expect(await marked(name)).toEqual(left);
      }
      const left = await leave(name, "kept");
      await control("/faults", { target: "api", kind: "status", status: 400, count: 1, seed: 1, method: "GET", path });
      await expect(read()).rejects.toMatchObject({ code: "stripe_refused" });
      expect(await marked(name)).toEqual(left);
      await db.highWaterMark.delete({ where: { name } });
    },
  );
});

describe("sessions that Stripe has and we do not", () => {
  test("are found once, adopted by what they carry, and left alone when they belong to none of our users", async () => {
    const known = await somebodyStarted();
    await adoptUnknownSessions();
    await takeJobs();
    const { userId } = await signInSomebody();
    const made = await stripe().identity.verificationSessions.create({ type: "document", client_reference_id: userId });
    const byMetadata = await stripe().identity.verificationSessions.create({
      type: "document",
      metadata: { user_id: known.userId },
    });
    await stripe().identity.verificationSessions.create({ type: "document" });

    expect(await adoptUnknownSessions()).toBe(2);
    expect(await takeJobs()).toEqual([made.id, byMetadata.id].sort());
    for (const { id } of [made, byMetadata]) {
      expect(await syncVerificationSession(id)).toMatchObject({ outcome: "synced" });
    }
    expect(await adoptUnknownSessions()).toBe(0);
  });

  test("are found however long the list is, ten pages a round, and no page is read for ever", async () => {
    await adoptUnknownSessions();
    const { userId } = await signInSomebody();
    const made = new Set<string>();
    const create = async () => {
      const session = await stripe().identity.verificationSessions.create({
        type: "document",
        client_reference_id: userId,
      });
      made.add(session.id);
    };
    for (let count = 0; count < 1_050; count += 50) await Promise.all(Array.from({ length: 50 }, create));

    const first = await adoptUnknownSessions();
    expect(first).toBeLessThan(1_050);
    const marked = await db.highWaterMark.findUniqueOrThrow({ where: { name: "sessions" } });
    expect(marked).toMatchObject({ cursor: expect.stringMatching(/^vs_/), beganAt: expect.any(Date) });
    await adoptUnknownSessions();
    expect(await db.highWaterMark.findUniqueOrThrow({ where: { name: "sessions" } })).toEqual({
      name: "sessions",
      at: marked.beganAt,
      beganAt: null,
      cursor: null,
    });
    const found = new Set(await takeJobs());
    expect([...made].filter((id) => !found.has(id))).toEqual([]);
  });
});

describe("the inbox", () => {
  const event = (id: string, objectId: string, receivedAt = ago(hour)) =>
    db.stripeEvent.create({
      data: {
        id,
        type: "identity.verification_session.verified",
        objectId,
        livemode: false,
        outcome: "queued",
        createdAt: receivedAt,
        receivedAt,
      },
    });

  test("shows an event whose worker died at the last try as a dead letter, once", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    await event("evt_lost", "vs_lost");
    await enqueueSyncs(db, [sessionTarget("vs_lost")]);
    await db.$executeRaw`update graphile_worker._private_jobs set attempts = max_attempts`;
    expect(await reconcileInbox()).toEqual({ dead_letter: 1, stranded_event: 0 });
    expect(await db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_lost" } })).toMatchObject({
      outcome: "failed",
      failureCode: "worker_lost",
      processedAt: expect.any(Date),
    });
    expect(await reconcileInbox()).toEqual({ dead_letter: 0, stranded_event: 0 });
    await takeJobs();
  });

  test("gives the job in the next round where it could not be added in this one", async () => {
    await db.highWaterMark.deleteMany();
    await event("evt_left", "vs_left");
    const signature = "text, json, text, timestamptz, int, text, int, text[], text";
    await db.$executeRawUnsafe(`alter function graphile_worker.add_job(${signature}) rename to away`);
    await expect(reconcileInbox()).rejects.toThrow();
    await db.$executeRawUnsafe(`alter function graphile_worker.away(${signature}) rename to add_job`);
    expect(await reconcileInbox()).toMatchObject({ stranded_event: 1 });
    expect(await takeJobs()).toEqual(["vs_left"]);
    expect(await reconcileInbox()).toMatchObject({ stranded_event: 0 });
    await db.stripeEvent.delete({ where: { id: "evt_left" } });
  });

  test("gives a job to an event that waits for one, and not to those whose job waits or works", async () => {
    await db.highWaterMark.deleteMany();
    await event("evt_stranded", "vs_stranded");
    await event("evt_waiting", "vs_waiting");
    await event("evt_young", "vs_young", new Date());
    await enqueueSyncs(db, [sessionTarget("vs_waiting")]);
    expect(await reconcileInbox()).toEqual({ dead_letter: 0, stranded_event: 1 });
    expect(await takeJobs()).toEqual(["vs_stranded", "vs_waiting"]);
  });
});

test("webhook payloads go after thirty days, the events stay", async () => {
  const event = { type: "t", livemode: false, outcome: "ignored" as const, payload: new Uint8Array([1]) };
  const daysAgo = (days: number) => ago(days * 24 * hour);
  const thirtyDaysOn = (from: Date) => new Date(from.getTime() + 30 * 24 * hour);
  await db.stripeEvent.createMany({
    data: [31, 29].map((days) => ({
      ...event,
      id: `evt_${days}`,
      createdAt: daysAgo(days),
      receivedAt: daysAgo(days),
      purgeAt: thirtyDaysOn(daysAgo(days)),
    })),
  });
  await purgePayloads();
  const left = await db.stripeEvent.findMany({ where: { id: { in: ["evt_31", "evt_29"] } }, orderBy: { id: "asc" } });
  expect(left.map(({ id, payload }) => [id, payload !== null])).toEqual([
    ["evt_29", true],
    ["evt_31", false],
  ]);
});
