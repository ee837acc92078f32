import { describe, expect, test } from "vitest";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getCase } from "@/lib/cases/data";
import { cancelVerification, redactVerification, refreshVerification } from "@/lib/cases/mutations";
import { getQueuePage } from "@/lib/cases/queue";
import { db } from "@/lib/db/client";
import { receiveEvent } from "@/lib/events/receive";
import { sessionTarget } from "@/lib/jobs/definitions";
import { syncNow } from "@/lib/reconciler/mutations";
import { getMyVerification } from "@/lib/verification/data";
import { declareDetails } from "@/lib/verification/declared";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { checkMyStatus } from "@/lib/verification/own-status";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, eventsOf, stripe, submit } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

const agreed = { choice: "agreed", locale: "en" } as const;
const modal = { entry: "modal" } as const;

type Started = { viewer: Viewer; verificationId: string; sessionId: string };

async function somebodyStarted(): Promise<Started> {
  const viewer = await signInSomebody();
  await recordConsent(viewer, agreed);
  const started = await startVerification(viewer, modal);
  if (!started.ok) throw new Error(`could not start: ${started.code}`);
  const row = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  return { viewer, verificationId: row.id, sessionId: row.currentSessionId ?? "" };
}

/** How often Stripe was asked for this session. */
const stripeCallsFor = async (sessionId: string) =>
  JSON.stringify(await control("/requests", undefined, "GET")).split(`/v1/identity/verification_sessions/${sessionId}`)
    .length - 1;

const rowOf = (id: string) => db.verification.findUniqueOrThrow({ where: { id } });

/** A session as a flow's static link makes it: without metadata, with the reference that the visitor chose. */
async function openStaticLink(userId: string): Promise<string> {
  const made = await stripe().identity.verificationSessions.create({ type: "document", client_reference_id: userId });
  return made.id;
}

/** Three failed attempts, of which we have heard. */
async function useUpAttempts(sessionId: string): Promise<void> {
  for (const outcome of ["document_expired", "document_unverified_other", "selfie_unverified_other"]) {
    await submit(sessionId, outcome);
    await syncVerificationSession(sessionId);
  }
}

describe("while webhooks are late", () => {
  test("a start after a manipulated selfie hands out nothing and says that a person looks", async () => {
    const { viewer, verificationId, sessionId } = await somebodyStarted();
    await submit(sessionId, "selfie_manipulated");
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "in_review" });
    expect(await rowOf(verificationId)).toMatchObject({ status: "in_review", reviewReason: "fraud_signal" });
  });

  test("a start after the third failed attempt hands out nothing", async () => {
    const { viewer, sessionId } = await somebodyStarted();
    for (const outcome of ["document_expired", "document_unverified_other", "selfie_unverified_other"]) {
      await submit(sessionId, outcome);
    }
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "attempts_used_up" });
  });

  test("a start while Stripe checks, and after it verified, hands out nothing", async () => {
    const { viewer, sessionId } = await somebodyStarted();
    await submit(sessionId, "verified", { delaySeconds: 3_600 });
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "being_checked" });

    const other = await somebodyStarted();
    await submit(other.sessionId, "verified");
    expect(await startVerification(other.viewer, modal)).toEqual({ ok: false, code: "already_verified" });
  });

  test("a start after staff canceled hands out nothing, and begins nothing by itself", async () => {
    const { viewer, sessionId } = await somebodyStarted();
    await stripe().identity.verificationSessions.cancel(sessionId);
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "closed" });
    expect(await db.verification.count({ where: { userId: viewer.userId } })).toBe(1);
  });
});

describe("a link that was open already", () => {
  test("after a manipulated selfie ends in review, and the queue and the person are told so", async () => {
    const { viewer, verificationId, sessionId } = await somebodyStarted();
    await submit(sessionId, "selfie_manipulated");
    await submit(sessionId, "document_expired");
    await syncVerificationSession(sessionId);
    expect(await rowOf(verificationId)).toMatchObject({ status: "in_review", reviewReason: "fraud_signal" });
    await submit(sessionId, "verified");
    await syncVerificationSession(sessionId);

    expect(await rowOf(verificationId)).toMatchObject({ status: "in_review", reviewReason: "fraud_signal" });
    expect(await getMyVerification(viewer)).toMatchObject({ status: "in_review" });
    const reviewer = await signInSomebody("reviewer");
    const found = await getQueuePage(reviewer, { review: "fraud_signal" });
    expect(found?.rows.find(({ id }) => id === verificationId)).toMatchObject({ reviewReason: "fraud_signal" });
    const others = await getQueuePage(reviewer, { review: "user_mismatch" });
    expect(others?.rows.map(({ id }) => id)).not.toContain(verificationId);
  });

  test("after the limit ends in review", async () => {
    const { verificationId, sessionId } = await somebodyStarted();
    await useUpAttempts(sessionId);
    await submit(sessionId, "verified");
    await syncVerificationSession(sessionId);
    expect(await rowOf(verificationId)).toMatchObject({ status: "in_review", reviewReason: "attempts_exceeded" });
  });

  test("and used for the last allowed attempt verifies", async () => {
    const { verificationId, sessionId } = await somebodyStarted();
    for (const outcome of ["document_expired", "document_unverified_other", "verified"])
      await submit(sessionId, outcome);
    await syncVerificationSession(sessionId);
    expect(await rowOf(verificationId)).toMatchObject({ status: "verified", reviewReason: null });
  });
});

describe("a reference that its visitor chose", () => {
  test("leads to a review and verifies nobody, also where nothing else is known of the person", async () => {
    const viewer = await signInSomebody();
    const id = await openStaticLink(viewer.userId);
    await submit(id, "verified");
    const { verification } = await syncVerificationSession(id);
    expect(verification).toMatchObject({
      status: "in_review",
      reviewReason: "unproven_reference",
      userId: viewer.userId,
    });
  });

  test("leads to a review beyond the limit too", async () => {
    const { viewer, verificationId, sessionId } = await somebodyStarted();
    await useUpAttempts(sessionId);
    const id = await openStaticLink(viewer.userId);
    await submit(id, "verified");
    await syncVerificationSession(id);
    expect(await rowOf(verificationId)).toMatchObject({ status: "in_review", reviewReason: "unproven_reference" });
  });

  test.each([
    ["as we write it", (id: string) => id],
    ["in capitals", (id: string) => id.toUpperCase()],
  ])("does not take the place of the session that the person has open: their id %s", async (_how, written) => {
    const { viewer, verificationId, sessionId } = await somebodyStarted();
    const id = await openStaticLink(written(viewer.userId));
    expect(await syncVerificationSession(id)).toMatchObject({ outcome: "synced" });
    expect(await rowOf(verificationId)).toMatchObject({ currentSessionId: sessionId, status: "in_progress" });
    await submit(sessionId, "verified");
    await syncVerificationSession(sessionId);
    expect(await rowOf(verificationId)).toMatchObject({ status: "verified" });
  });

  test("is never what a start hands out: the person gets a session of their own", async () => {
    const viewer = await signInSomebody();
    const claimed = await openStaticLink(viewer.userId);
    await syncVerificationSession(claimed);
    await recordConsent(viewer, agreed);
    expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
    const row = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
    expect(row.currentSessionId).not.toBe(claimed);
  });

  test("is proven by metadata that takes our secret key", async () => {
    const viewer = await signInSomebody();
    const made = await stripe().identity.verificationSessions.create({
      type: "document",
      metadata: { user_id: viewer.userId },
    });
    await submit(made.id, "verified");
    expect((await syncVerificationSession(made.id)).verification).toMatchObject({ status: "verified" });
  });
});

test("thirty pages that wait at once ask Stripe once, and not again within five seconds", async () => {
  const { viewer, sessionId } = await somebodyStarted();
  const longAgo = new Date(Date.now() - 60_000);
  const silence = () =>
    db.verificationSession.update({ where: { id: sessionId }, data: { syncedAt: longAgo, changedAt: longAgo } });
  const asks = async () => {
    await silence();
    await Promise.all(Array.from({ length: 30 }, () => checkMyStatus(viewer, { arrivedAt: longAgo })));
    return (await stripeCallsFor(sessionId)) - before;
  };
  const before = await stripeCallsFor(sessionId);
  expect(await asks()).toBe(1);
  expect(await asks()).toBe(1);
});

describe("whoever presses without end", () => {
  test("gets thirty starts at once and then a refusal that reaches Stripe no more, and nobody else is refused", async () => {
    const { viewer, sessionId } = await somebodyStarted();
    const pressed = await Promise.all(Array.from({ length: 60 }, () => startVerification(viewer, modal)));
    const refused = pressed.filter((result) => !result.ok);
    // Time that passes meanwhile gives some back: never less than the thirtieth, which was the first start, allows.
    expect(refused.length).toBeGreaterThan(0);
    expect(pressed.length - refused.length).toBeGreaterThanOrEqual(29);
    expect(new Set(refused)).toEqual(new Set(refused.map(() => ({ ok: false, code: "too_many_starts" }))));
    const before = await stripeCallsFor(sessionId);
    await db.personLimit.updateMany({
      where: { userId: viewer.userId },
      data: { spentUntil: new Date(Date.now() + 3_600_000) },
    });
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "too_many_starts" });
    expect(await stripeCallsFor(sessionId)).toBe(before);
    await somebodyStarted();
  });

  test("may start again when a minute has passed", async () => {
    const { viewer } = await somebodyStarted();
    const used = { where: { userId: viewer.userId } };
    // All thirty were spent a minute ago.
    await db.personLimit.updateMany({ ...used, data: { spentUntil: new Date(Date.now() + 240_000) } });
    expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
  });

  test("cannot hammer what staff reads from Stripe either", async () => {
    const { verificationId } = await somebodyStarted();
    const reviewer = await signInSomebody("reviewer");
    const results = await Promise.all(Array.from({ length: 60 }, () => refreshVerification(reviewer, verificationId)));
    expect(results).toContainEqual({ ok: false, code: "too_often" });
    expect(results.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(20);

    const { sessionId } = await somebodyStarted();
    const developer = await signInSomebody("developer");
    const synced = await Promise.all(Array.from({ length: 60 }, () => syncNow(developer, sessionTarget(sessionId))));
    expect(synced).toContainEqual({ ok: false, code: "too_often" });
  });
});

describe("several sessions of one verification", () => {
  async function withSecondSession() {
    const begun = await somebodyStarted();
    const second = await stripe().identity.verificationSessions.create({
      type: "document",
      metadata: { user_id: begun.viewer.userId, verification_id: begun.verificationId },
    });
    await syncVerificationSession(second.id);
    return { ...begun, secondId: second.id };
  }

  test("that both succeed are one verified person", async () => {
    const { verificationId, sessionId, secondId } = await withSecondSession();
    for (const id of [sessionId, secondId]) {
      await submit(id, "verified");
      await syncVerificationSession(id);
    }
    expect(await rowOf(verificationId)).toMatchObject({ status: "verified", attempts: 2 });
  });

  test("are canceled together, so that none can still be submitted", async () => {
    const { verificationId, sessionId, secondId } = await withSecondSession();
    const reviewer = await signInSomebody("reviewer");
    expect(await cancelVerification(reviewer, verificationId)).toEqual({ ok: true });
    for (const id of [sessionId, secondId]) {
      expect((await stripe().identity.verificationSessions.retrieve(id)).status).toBe("canceled");
    }
    expect(await rowOf(verificationId)).toMatchObject({ status: "closed" });
  });

  test("news of a closed verification does not open it beside the one begun since", async () => {
    const { viewer, verificationId, sessionId } = await somebodyStarted();
    await stripe().identity.verificationSessions.cancel(sessionId);
    await syncVerificationSession(sessionId);
    await recordConsent(viewer, agreed);
    const late = await stripe().identity.verificationSessions.create({
      type: "document",
      metadata: { user_id: viewer.userId, verification_id: verificationId },
    });
    await submit(late.id, "verified");

    expect((await syncVerificationSession(late.id)).verification).toMatchObject({ status: "closed" });
    expect(await getMyVerification(viewer)).toMatchObject({ status: "not_started" });
  });
});

describe("a redaction", () => {
  const redact = async (verificationId: string) => {
    const senior = await signInSomebody("senior");
    const { referenceNumber } = await rowOf(verificationId);
    return redactVerification(senior, verificationId, { confirmation: toReference(referenceNumber) });
  };
  const finish = async (verificationId: string, ...sessionIds: string[]) => {
    await control("/clock", { advanceSeconds: 4 * 24 * 60 * 60 });
    await until("the syncs find the redaction done", async () => {
      for (const id of sessionIds) await syncVerificationSession(id);
      return (await rowOf(verificationId)).redactedAt !== null;
    });
  };

  const keysOf = (userId: string) => db.dataKey.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });

  test.each([
    ["staff ask for", async ({ verificationId }: Started) => redact(verificationId)],
    [
      "is asked for in Stripe's Dashboard",
      async ({ sessionId }: Started) => {
        await stripe().identity.verificationSessions.redact(sessionId);
        await syncVerificationSession(sessionId);
      },
    ],
    [
      "is asked for in Stripe's Dashboard, of which only a start hears,",
      async ({ viewer, sessionId }: Started) => {
        await stripe().identity.verificationSessions.redact(sessionId);
        expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "being_deleted" });
      },
    ],
  ])(
    "that %s lets nothing new begin until it is done; then the person begins anew under a new key",
    async (_who, ask) => {
      const started = await somebodyStarted();
      const { viewer, verificationId, sessionId } = started;
      await ask(started);
      expect(await rowOf(verificationId)).toMatchObject({ status: "closed", redactedAt: null });

      expect(await recordConsent(viewer, agreed)).toEqual({ ok: false, code: "being_deleted" });
      expect(await declareDetails(viewer, { country: "DE", firstName: "Ada", lastName: "", phone: null })).toEqual({
        ok: false,
        code: "being_deleted",
      });
      expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "being_deleted" });
      expect(await getMyVerification(viewer)).toMatchObject({ status: "closed", beingDeleted: true });
      expect(await syncVerificationSession(await openStaticLink(viewer.userId))).toMatchObject({ outcome: "ignored" });
      expect(await db.verification.count({ where: { userId: viewer.userId } })).toBe(1);

      await finish(verificationId, sessionId);
      expect(await getMyVerification(viewer)).toMatchObject({ status: "not_started", beingDeleted: false });
      expect((await keysOf(viewer.userId)).map(({ wrappedKey }) => wrappedKey)).toEqual([null]);
      await declareDetails(viewer, { country: "DE", firstName: "Ada", lastName: "", phone: null });
      await recordConsent(viewer, agreed);
      expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
      const again = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId, closedAt: null } });
      await submit(again.currentSessionId ?? "", "verified");
      await syncVerificationSession(again.currentSessionId ?? "");
      await syncVerificationSession(sessionId);
      const reviewer = await signInSomebody("reviewer");
      expect((await getCase(reviewer, again.id))?.name).toMatchObject({ kind: "known" });
      expect((await getMyVerification(viewer)).declared.firstName).toBe("Ada");
      expect(await keysOf(viewer.userId)).toHaveLength(2);
    },
  );

  test("in Stripe's Dashboard of a session beside the one that counts erases that one's data and nothing else", async () => {
    const { viewer, verificationId, sessionId } = await somebodyStarted();
    const made = await stripe().identity.verificationSessions.create({
      type: "document",
      client_reference_id: viewer.userId,
      metadata: { note: "made by hand" },
    });
    await syncVerificationSession(made.id);
    expect(await rowOf(verificationId)).toMatchObject({ currentSessionId: sessionId, status: "in_progress" });
    await stripe().identity.verificationSessions.redact(made.id);
    await syncVerificationSession(made.id);
    await syncVerificationSession(sessionId);

    expect(await db.verificationSession.findUniqueOrThrow({ where: { id: made.id } })).toMatchObject({
      metadata: null,
      clientReferenceId: null,
    });
    expect(await rowOf(verificationId)).toMatchObject({ status: "in_progress", redactionRequestedAt: null });
    expect((await stripe().identity.verificationSessions.retrieve(sessionId)).redaction).toBeNull();
    expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
  });

  test("in Stripe's Dashboard of the session that counts is asked for of the others too", async () => {
    const { viewer, verificationId, sessionId } = await somebodyStarted();
    const secondId = await openStaticLink(viewer.userId);
    await syncVerificationSession(secondId);
    await stripe().identity.verificationSessions.redact(sessionId);
    await syncVerificationSession(sessionId);
    await syncVerificationSession(secondId);
    expect((await stripe().identity.verificationSessions.retrieve(secondId)).redaction).not.toBeNull();
    await finish(verificationId, sessionId, secondId);
    expect((await keysOf(viewer.userId)).map(({ wrappedKey }) => wrappedKey)).toEqual([null]);
  });

  test.each([
    ["staff ask for", async ({ verificationId }: Started) => redact(verificationId)],
    [
      "is asked for in Stripe's Dashboard",
      async ({ sessionId }: Started) => stripe().identity.verificationSessions.redact(sessionId),
    ],
  ])(
    "that %s of an older verification leaves the one begun since with its key, and nothing that the key opens of the older",
    async (_who, ask) => {
      const viewer = await signInSomebody();
      await declareDetails(viewer, { country: "DE", firstName: "Before", lastName: "", phone: null });
      await recordConsent(viewer, agreed);
      await startVerification(viewer, modal);
      const older = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
      const sessionId = older.currentSessionId ?? "";
      await submit(sessionId, "verified");
      await syncVerificationSession(sessionId);
      for (const event of await eventsOf(sessionId)) await receiveEvent(event);
      await control(`/verification_sessions/${sessionId}/override`, { status: "requires_input" });
      await stripe().identity.verificationSessions.cancel(sessionId);
      await syncVerificationSession(sessionId);

      await declareDetails(viewer, { country: "DE", firstName: "Ada", lastName: "", phone: null });
      const newerId = await openStaticLink(viewer.userId);
      await submit(newerId, "verified");
      await syncVerificationSession(newerId);
      const newer = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId, closedAt: null } });
      // As when its session was made at Stripe before the older verification was begun here, and heard of after that.
      const { createdAt } = await rowOf(older.id);
      await db.verification.update({ where: { id: newer.id }, data: { createdAt: new Date(createdAt.getTime() - 1) } });

      await ask({ viewer, verificationId: older.id, sessionId });
      await finish(older.id, sessionId);
      const session = await db.verificationSession.findUniqueOrThrow({
        where: { id: sessionId },
        include: { reports: true },
      });
      expect(session).toMatchObject({
        outputFirstName: null,
        outputLastName: null,
        outputAddress: null,
        metadata: null,
        clientReferenceId: null,
      });
      expect(session.reports.map(({ declaredDetailsId }) => declaredDetailsId)).toEqual([null]);
      expect(await db.stripeEvent.count({ where: { objectId: sessionId, payload: { not: null } } })).toBe(0);
      const reviewer = await signInSomebody("reviewer");
      const detail = await getCase(reviewer, older.id);
      expect(detail?.name).toEqual({ kind: "none" });
      expect(detail?.redaction).toMatchObject({ redactedAt: expect.any(String), keyDestroyedAt: null });
      expect((await getCase(reviewer, newer.id))?.name).toMatchObject({ kind: "known", source: "document" });
      const left = await db.declaredDetails.findMany({ where: { userId: viewer.userId } });
      expect(left.map(({ version }) => version)).toEqual([2]);
      expect((await getMyVerification(viewer)).declared.firstName).toBe("Ada");
      expect((await keysOf(viewer.userId)).map(({ wrappedKey }) => wrappedKey !== null)).toEqual([true]);
    },
  );
});
