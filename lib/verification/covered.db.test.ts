import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getCase } from "@/lib/cases/data";
import { revealEvidence } from "@/lib/cases/evidence";
import { cancelVerification, redactVerification } from "@/lib/cases/mutations";
import { db } from "@/lib/db/client";
import { reconcileSessions } from "@/lib/reconciler/stale-sessions";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { runJobs } from "@/testkit/in-process/jobs";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";

/*
 * A deletion of one verification and what the person had begun before it (decision 34): neither here nor at Stripe is anything
 * left of the earlier ones, and nothing that is heard of them later brings anything back.
 */

beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const rowOf = (id: string) => db.verification.findUniqueOrThrow({ where: { id } });

/** Begins a verification, and returns it and its session. */
async function begin(viewer: Viewer): Promise<{ id: string; sessionId: string }> {
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  expect(await startVerification(viewer, { entry: "modal" })).toMatchObject({ ok: true });
  const row = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId, closedAt: null } });
  return { id: row.id, sessionId: row.currentSessionId ?? "" };
}

async function beginVerified(viewer: Viewer): Promise<{ id: string; sessionId: string }> {
  const begun = await begin(viewer);
  await submit(begun.sessionId, "verified");
  await syncVerificationSession(begun.sessionId);
  return begun;
}

async function redact(id: string): Promise<void> {
  const { referenceNumber } = await rowOf(id);
  const confirmation = toReference(referenceNumber);
  expect(await redactVerification(await signInSomebody("senior"), id, { confirmation })).toEqual({ ok: true });
}

/** A failed attempt, after which staff canceled. */
async function beginFailedAndCanceled(viewer: Viewer): Promise<{ id: string; sessionIds: string[] }> {
  const { id, sessionId } = await begin(viewer);
  await submit(sessionId, "document_unverified_other");
  await syncVerificationSession(sessionId);
  await cancelVerification(await signInSomebody("senior"), id);
  return { id, sessionIds: [sessionId] };
}

/** The newer of two sessions was canceled at Stripe: the verification is closed, and the link of the older one still open. */
async function beginWithOpenLink(viewer: Viewer): Promise<{ id: string; sessionIds: string[] }> {
  const { id, sessionId } = await begin(viewer);
  await control("/clock", { advanceSeconds: 5 });
  const newer = await stripe().identity.verificationSessions.create({
    type: "document",
    client_reference_id: viewer.userId,
    metadata: { user_id: viewer.userId, verification_id: id },
  });
  await stripe().identity.verificationSessions.cancel(newer.id);
  await syncVerificationSession(newer.id);
  expect(await rowOf(id)).toMatchObject({ status: "closed" });
  return { id, sessionIds: [sessionId, newer.id] };
}

const runSyncs = () => runJobs(["syncVerificationSession"]);

/** What Stripe says of the redaction of each. */
const atStripe = (ids: string[]) =>
  Promise.all(
    ids.map(async (id) => (await stripe().identity.verificationSessions.retrieve(id)).redaction?.status ?? null),
  );

/** Whatever opens, or could be opened, of the person. */
async function leftOf(userId: string): Promise<string[]> {
  const keys = await db.dataKey.findMany({ where: { userId, wrappedKey: { not: null } } });
  const sessions = await db.verificationSession.findMany({ where: { verification: { userId } } });
  const filled = sessions.flatMap(
    ({ outputFirstName, outputLastName, outputAddress, metadata, clientReferenceId, id }) =>
      [outputFirstName, outputLastName, outputAddress, metadata, clientReferenceId].some((field) => field !== null)
        ? [`session ${id}`]
        : [],
  );
  return [...keys.map(({ id }) => `key ${id}`), ...filled];
}

const actionsOn = async (id: string) =>
  (await db.auditEntry.findMany({ where: { targetId: id }, orderBy: { id: "asc" } }))
    .map(({ action }) => action)
    .filter((action) => action.includes("redact") || action.includes("key"));

test.each([
  ["was canceled after a failed attempt", beginFailedAndCanceled, async () => {}],
  [
    "was closed, and whose older link is used afterwards,",
    beginWithOpenLink,
    async ([link]: string[]) => submit(link ?? "", "verified"),
  ],
])(
  "a deletion has Stripe redact the verification that %s before it too, and nothing of it comes back",
  async (_how, beginEarlier, meanwhile) => {
    const viewer = await signInSomebody();
    const earlier = await beginEarlier(viewer);
    const later = await beginVerified(viewer);
    await meanwhile(earlier.sessionIds);
    await redact(later.id);
    await runSyncs();
    const sessionIds = [...earlier.sessionIds, later.sessionId];
    expect(new Set(await atStripe(sessionIds))).toEqual(new Set(["processing"]));
    await control("/clock", { advanceSeconds: 4 * 24 * 60 * 60 });
    // As webhooks come: all at once.
    await Promise.all(sessionIds.map((id) => syncVerificationSession(id)));
    await runSyncs();

    expect(new Set(await atStripe(sessionIds))).toEqual(new Set(["redacted"]));
    for (let late = 0; late < 2; late++) {
      expect(await leftOf(viewer.userId)).toEqual([]);
      for (const { id } of [earlier, later]) {
        expect(await rowOf(id)).toMatchObject({ status: "closed", redactedAt: expect.any(Date) });
      }
      for (const id of sessionIds) await syncVerificationSession(id);
    }
    expect(await actionsOn(earlier.id)).toEqual(["verification.redaction_requested", "verification.redacted"]);
    expect(await actionsOn(later.id)).toEqual([
      "verification.redaction_requested",
      "verification.redacted",
      "person.key_destroyed",
    ]);
    const shown = await getCase(await signInSomebody("senior"), earlier.id);
    expect(shown?.redaction).toMatchObject({ redactedAt: expect.any(String), keyDestroyedAt: expect.any(String) });
  },
);

test("a deletion is done, and lets something new begin, once Stripe has redacted what was begun before, and not sooner", async () => {
  const viewer = await signInSomebody();
  const earlier = await beginWithOpenLink(viewer);
  const later = await beginVerified(viewer);
  const [link = ""] = earlier.sessionIds;
  // Stripe redacts none that it is checking.
  await submit(link, "verified", { delaySeconds: 3_600 });
  await redact(later.id);
  await runSyncs();
  await control("/clock", { advanceSeconds: 601 });
  for (const id of [...earlier.sessionIds, later.sessionId]) await syncVerificationSession(id);
  await runSyncs();
  expect(await atStripe([link, later.sessionId])).toEqual([null, "redacted"]);
  expect(await rowOf(later.id)).toMatchObject({ redactedAt: null });
  expect((await leftOf(viewer.userId)).filter((left) => left.startsWith("key"))).toHaveLength(1);
  expect(await recordConsent(viewer, { choice: "agreed", locale: "en" })).toEqual({
    ok: false,
    code: "being_deleted",
  });

  await control("/clock", { advanceSeconds: 3_600 });
  await syncVerificationSession(link);
  expect(await atStripe([link])).toEqual(["processing"]);
  await control("/clock", { advanceSeconds: 601 });
  await syncVerificationSession(link);
  await runSyncs();
  expect(await rowOf(later.id)).toMatchObject({ redactedAt: expect.any(Date) });
  expect(await leftOf(viewer.userId)).toEqual([]);
  const again = await beginVerified(viewer);
  await syncVerificationSession(link);
  expect(await rowOf(again.id)).toMatchObject({ status: "verified" });
  expect((await leftOf(viewer.userId)).sort()).toEqual([expect.stringContaining("key"), `session ${again.sessionId}`]);
});

/** A verification that the person began earlier than this one, and of which that one's deletion knew nothing. */
const earlierThan = async (id: string) => {
  const { userId, referenceNumber } = await rowOf(id);
  const earlier = {
    referenceNumber: referenceNumber - 1_000_000,
    closedAt: new Date(),
    status: "closed",
    maxAttempts: 3,
  } as const;
  return db.verification.create({ data: { userId, ...earlier } });
};

/** Verified at Stripe, and not heard of. */
async function verifyUnheard({ id, userId }: { id: string; userId: string }): Promise<string> {
  const made = await stripe().identity.verificationSessions.create({
    type: "document",
    client_reference_id: userId,
    metadata: { user_id: userId, verification_id: id },
  });
  await submit(made.id, "verified");
  return made.id;
}

async function beginDeleted(viewer: Viewer): Promise<{ id: string; sessionId: string }> {
  const begun = await beginVerified(viewer);
  await redact(begun.id);
  await control("/clock", { advanceSeconds: 601 });
  await syncVerificationSession(begun.sessionId);
  expect(await rowOf(begun.id)).toMatchObject({ redactedAt: expect.any(Date) });
  return begun;
}

test("news of a verification from before a deletion that had left it out has it redacted, and brings nothing back", async () => {
  const viewer = await signInSomebody();
  const earlier = await earlierThan((await beginDeleted(viewer)).id);
  const sessionId = await verifyUnheard(earlier);

  await syncVerificationSession(sessionId);
  expect(await leftOf(viewer.userId)).toEqual([]);
  expect(await rowOf(earlier.id)).toMatchObject({ status: "closed", redactedAt: null });
  expect(await atStripe([sessionId])).toEqual(["processing"]);
  await control("/clock", { advanceSeconds: 601 });
  await syncVerificationSession(sessionId);
  expect(await rowOf(earlier.id)).toMatchObject({ status: "closed", redactedAt: expect.any(Date) });
  expect(await actionsOn(earlier.id)).toEqual(["verification.redaction_requested", "verification.redacted"]);
});

test("a session that names another person opens no verification that a deletion covers to a reviewer", async () => {
  const viewer = await signInSomebody();
  const earlier = await earlierThan((await beginDeleted(viewer)).id);
  const { userId } = await signInSomebody();
  const forged = await verifyUnheard({ id: earlier.id, userId });
  expect(await syncVerificationSession(forged)).toMatchObject({ outcome: "quarantined" });
  expect(await rowOf(earlier.id)).toMatchObject({ status: "closed" });
});

test("a deletion does not wait for an earlier verification that has no session", async () => {
  const viewer = await signInSomebody();
  const { id, sessionId } = await beginVerified(viewer);
  await earlierThan(id);
  await redact(id);
  await control("/clock", { advanceSeconds: 601 });
  await syncVerificationSession(sessionId);
  expect(await rowOf(id)).toMatchObject({ redactedAt: expect.any(Date) });
  expect(await recordConsent(viewer, { choice: "agreed", locale: "en" })).toEqual({ ok: true });
});

test("the migration hands what earlier deletions had left out to the reconciler, and nothing else", async () => {
  const viewer = await signInSomebody();
  const later = await beginDeleted(viewer);
  const earlier = await earlierThan(later.id);
  const again = await beginVerified(viewer);
  const data = { type: "document", status: "verified", livemode: false, syncTicket: 1n } as const;
  const times = { createdAt: new Date(0), syncedAt: new Date(0), changedAt: new Date(0) };
  const sessionId = await verifyUnheard(earlier);
  await db.verificationSession.create({ data: { id: sessionId, verificationId: earlier.id, ...data, ...times } });
  const withoutSession = await earlierThan(earlier.id);
  const stranger = await beginVerified(await signInSomebody());

  const sql = await readFile("prisma/migrations/20261130040000_earlier_redactions/migration.sql", "utf8");
  await db.$executeRawUnsafe(sql.slice(sql.indexOf("UPDATE")));
  const { redactionRequestedAt } = await rowOf(later.id);
  expect(await rowOf(earlier.id)).toMatchObject({ redactionRequestedAt, redactedAt: null });
  for (const { id } of [again, withoutSession, stranger]) {
    expect(await rowOf(id)).toMatchObject({ redactionRequestedAt: null });
  }
  expect((await reconcileSessions()).redaction_unfinished).toBeGreaterThan(0);
  await runSyncs();
  expect(await atStripe([sessionId])).toEqual(["processing"]);
});

test("what a deletion covers is opened and canceled no more from the moment it is asked for, whether Stripe answers or not", async () => {
  const viewer = await signInSomebody();
  const earlier = await beginFailedAndCanceled(viewer);
  const later = await beginVerified(viewer);
  const reviewer = await signInSomebody("reviewer");
  expect(await revealEvidence(reviewer, earlier.id, "applicant_request")).toMatchObject({ ok: true });

  await control("/faults", { target: "api", kind: "status", status: 500, count: 1_000, seed: 1 });
  await redact(later.id);
  await control("/faults", undefined, "DELETE");
  const refused = { ok: false, code: "being_redacted" };
  expect(await revealEvidence(reviewer, earlier.id, "applicant_request")).toEqual(refused);
  expect(await cancelVerification(reviewer, earlier.id)).toEqual(refused);
  expect(await atStripe(earlier.sessionIds)).toEqual([null]);

  // Its own jobs take it on, without the later one.
  await runSyncs();
  expect(await atStripe(earlier.sessionIds)).toEqual(["processing"]);
  expect(await actionsOn(earlier.id)).toEqual(["verification.redaction_requested"]);
  expect(await actionsOn(later.id)).toEqual(["verification.redaction_requested"]);
});
