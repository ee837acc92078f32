import { randomUUID } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { getCase } from "@/lib/cases/data";
import { redactVerification } from "@/lib/cases/mutations";
import { db } from "@/lib/db/client";
import { receiveEvent } from "@/lib/events/receive";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, eventsOf, stripe, submit } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

async function somebodyStarted() {
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  const started = await startVerification(viewer, { entry: "modal" });
  if (!started.ok) throw new Error(`could not start: ${started.code}`);
  const { id, currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  return { viewer, verificationId: id, sessionId: currentSessionId ?? "" };
}

/** Everything about one verification but when we last looked, and what is ciphertext. */
const everythingAbout = async (verificationId: string) => {
  const row = await db.verification.findUniqueOrThrow({
    where: { id: verificationId },
    include: { sessions: { include: { reports: { include: { checks: true }, orderBy: { id: "asc" } } } } },
  });
  const hidden = [
    "syncedAt",
    "changedAt",
    "syncTicket",
    "metadata",
    "outputFirstName",
    "outputLastName",
    "outputAddress",
  ];
  return JSON.stringify(row, (key, value) => (hidden.includes(key) ? undefined : value));
};

describe("syncing a VerificationSession", () => {
  test("takes back no decision of staff's, and canceling lets nobody begin anew who was declined", async () => {
    const { viewer, sessionId, verificationId } = await somebodyStarted();
    await db.verification.update({ where: { id: verificationId }, data: { status: "declined" } });
    await submit(sessionId, "document_expired");
    await syncVerificationSession(sessionId);
    const declined = { status: "declined", reviewReason: null, closedAt: null };
    const row = () => db.verification.findUniqueOrThrow({ where: { id: verificationId } });
    expect(await row()).toMatchObject({ ...declined, attempts: 1, failureCode: "document_expired" });

    await stripe().identity.verificationSessions.cancel(sessionId);
    await syncVerificationSession(sessionId);
    expect(await row()).toMatchObject(declined);
    expect(await startVerification(viewer, { entry: "modal" })).toEqual({ ok: false, code: "closed" });
  });

  test("writes status, report, checks and the document's kind and country", async () => {
    const { sessionId, verificationId } = await somebodyStarted();
    await submit(sessionId, "selfie_face_mismatch", {
      outputs: { document: { type: "id_card", issuing_country: "PT" } },
    });
    await syncVerificationSession(sessionId);

    expect(await db.verification.findUniqueOrThrow({ where: { id: verificationId } })).toMatchObject({
      status: "action_needed",
      failureCode: "selfie_face_mismatch",
      attempts: 1,
      documentType: "id_card",
      documentCountry: "PT",
    });
    const checks = await db.verificationCheck.findMany({
      where: { report: { verificationSessionId: sessionId } },
      orderBy: { kind: "asc" },
    });
    expect(checks).toMatchObject([
      { kind: "document", status: "verified", errorCode: null },
      { kind: "selfie", status: "unverified", errorCode: "selfie_face_mismatch" },
    ]);
  });

  test.each(["UNO", "XXB", "RKS"])("keeps the country %s as the document prints it", async (country) => {
    const { sessionId, verificationId } = await somebodyStarted();
    await submit(sessionId, "verified", { outputs: { document: { type: "passport", issuing_country: country } } });
    expect(await syncVerificationSession(sessionId)).toMatchObject({ outcome: "synced" });
    expect(await db.verification.findUniqueOrThrow({ where: { id: verificationId } })).toMatchObject({
      status: "verified",
      documentCountry: country,
    });
  });

  test("repeated, changes nothing", async () => {
    const { sessionId, verificationId } = await somebodyStarted();
    await submit(sessionId, "verified");
    await syncVerificationSession(sessionId);
    const once = await everythingAbout(verificationId);
    await Promise.all([syncVerificationSession(sessionId), syncVerificationSession(sessionId)]);
    await syncVerificationSession(sessionId);
    expect(await everythingAbout(verificationId)).toBe(once);
  });

  test("ends in the same row in whatever order eight events arrive, be it once or twice", async () => {
    const { sessionId, verificationId } = await somebodyStarted();
    for (const outcome of ["document_expired", "selfie_face_mismatch", "verified"]) await submit(sessionId, outcome);
    const events = await eventsOf(sessionId);
    // created, and processing with an outcome for each of three submissions; a repetition of the last is the eighth.
    const history = [...events, ...events.slice(-1)];
    expect(history).toHaveLength(8);

    const ends = new Set<string>();
    for (let round = 0; round < 40; round++) {
      await db.stripeEvent.deleteMany({ where: { objectId: sessionId } });
      // Every rotation forwards and backwards, with a stride that mixes them: 40 of the 40,320 orders, always the same.
      const stride = [1, 3, 5, 7][round % 4] ?? 1;
      const order = history.map((_, index) => history[(index * stride + round) % 8]);
      for (const [index, event] of (round % 2 ? order.toReversed() : order).entries()) {
        if (event) await receiveEvent(event);
        if (index % 3 === round % 3) await syncVerificationSession(sessionId);
      }
      await syncVerificationSession(sessionId);
      ends.add(await everythingAbout(verificationId));
    }
    expect([...ends]).toHaveLength(1);
  });

  test("an answer that was asked for earlier does not overwrite a later one", async () => {
    const { sessionId, verificationId } = await somebodyStarted();
    // The slow one asks first, while the session still awaits input, and is answered last.
    await control("/faults", {
      target: "api",
      kind: "latency",
      delaySeconds: 1.5,
      count: 1,
      seed: 1,
      path: `*/${sessionId}`,
    });
    const slow = syncVerificationSession(sessionId);
    await until("the slow call reaches Stripe", async () =>
      JSON.stringify(await control("/requests", undefined, "GET")).includes(sessionId),
    );
    await submit(sessionId, "verified");
    await syncVerificationSession(sessionId);
    await slow;
    expect(await db.verification.findUniqueOrThrow({ where: { id: verificationId } })).toMatchObject({
      status: "verified",
    });
  });

  test("a session made elsewhere is adopted by the person whose id it carries", async () => {
    const viewer = await signInSomebody();
    const made = await stripe().identity.verificationSessions.create({
      type: "document",
      client_reference_id: viewer.userId,
    });
    expect(await syncVerificationSession(made.id)).toMatchObject({ outcome: "synced" });
    expect(await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } })).toMatchObject({
      currentSessionId: made.id,
      status: "in_progress",
    });
    const { clientReferenceId } = await db.verificationSession.findUniqueOrThrow({ where: { id: made.id } });
    expect(clientReferenceId).toBe(viewer.userId);
  });

  test.each([
    ["a mail address", "zenobia@demo.test"],
    ["more than an id", `${randomUUID()} Zenobia`],
  ])("%s in the reference that another system gave a session is neither kept nor shown", async (_what, reference) => {
    const viewer = await signInSomebody();
    const made = await stripe().identity.verificationSessions.create({
      type: "document",
      client_reference_id: reference,
      metadata: { user_id: viewer.userId },
    });
    const { verification } = await syncVerificationSession(made.id);
    expect(await db.verificationSession.findUniqueOrThrow({ where: { id: made.id } })).toMatchObject({
      clientReferenceId: null,
    });
    for (const role of ["support", "admin"] as const) {
      const shown = JSON.stringify(await getCase(await signInSomebody(role), verification?.id ?? ""));
      expect(shown).toContain(made.id);
      expect(shown).not.toMatch(/zenobia/i);
    }
  });

  test("a session that belongs to none of our users is ignored, and so are its events", async () => {
    const made = await stripe().identity.verificationSessions.create({ type: "document" });
    for (const event of await eventsOf(made.id)) expect(await receiveEvent(event)).toBe("queued");
    expect(await syncVerificationSession(made.id)).toMatchObject({ outcome: "ignored" });
    expect(await syncVerificationSession("vs_doesnotexist")).toMatchObject({ outcome: "ignored" });
    const events = await db.stripeEvent.findMany({ where: { objectId: made.id } });
    expect(events.map((event) => event.outcome)).toEqual(["ignored"]);
  });

  test("a session that names another person than our row is put aside, and a person must look", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { verificationId } = await somebodyStarted();
    const forged = await stripe().identity.verificationSessions.create({
      type: "document",
      metadata: { user_id: randomUUID(), verification_id: verificationId },
    });
    await submit(forged.id, "verified");

    expect(await syncVerificationSession(forged.id)).toMatchObject({ outcome: "quarantined" });
    expect(await db.verification.findUniqueOrThrow({ where: { id: verificationId } })).toMatchObject({
      status: "in_review",
      reviewReason: "user_mismatch",
    });
    expect(await db.verificationSession.count({ where: { id: forged.id } })).toBe(0);
    expect(await db.auditEntry.count({ where: { targetId: verificationId, action: "verification.quarantined" } })).toBe(
      1,
    );
  });

  test("Stripe's override after a verification is followed", async () => {
    const { sessionId, verificationId } = await somebodyStarted();
    await submit(sessionId, "verified");
    await syncVerificationSession(sessionId);
    await control(`/verification_sessions/${sessionId}/override`, { status: "requires_input" });
    await syncVerificationSession(sessionId);
    const row = await db.verification.findUniqueOrThrow({ where: { id: verificationId } });
    expect(row.status).not.toBe("verified");
  });
});

describe("redaction", () => {
  test("destroys the person's key and every ciphertext once Stripe is done, and late news brings nothing back", async () => {
    const senior = await signInSomebody("senior");
    const { viewer, sessionId, verificationId } = await somebodyStarted();
    await submit(sessionId, "verified");
    await syncVerificationSession(sessionId);
    for (const event of await eventsOf(sessionId)) await receiveEvent(event);
    const { referenceNumber } = await db.verification.findUniqueOrThrow({ where: { id: verificationId } });

    expect(await redactVerification(senior, verificationId, { confirmation: toReference(1) })).toMatchObject({
      code: "not_confirmed",
    });
    expect(await redactVerification(senior, verificationId, { confirmation: toReference(referenceNumber) })).toEqual({
      ok: true,
    });
    expect((await db.verification.findUniqueOrThrow({ where: { id: verificationId } })).redactedAt).toBeNull();

    await control("/clock", { advanceSeconds: 4 * 24 * 60 * 60 });
    await until("a sync finds the redaction done", async () => {
      await syncVerificationSession(sessionId);
      return (await db.verification.findUniqueOrThrow({ where: { id: verificationId } })).redactedAt !== null;
    });

    const row = await db.verification.findUniqueOrThrow({
      where: { id: verificationId },
      include: { sessions: true, user: { include: { dataKeys: true } } },
    });
    expect(row.status).toBe("closed");
    expect(row.user.dataKeys.map((key) => key.wrappedKey)).toEqual([null]);
    expect(row.sessions.flatMap((s) => [s.outputFirstName, s.outputLastName, s.outputAddress, s.metadata])).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(await db.stripeEvent.count({ where: { objectId: sessionId, payload: { not: null } } })).toBe(0);

    await syncVerificationSession(sessionId);
    expect(await db.dataKey.count({ where: { userId: viewer.userId, wrappedKey: { not: null } } })).toBe(0);
    const actions = await db.auditEntry.findMany({ where: { targetId: verificationId }, orderBy: { id: "asc" } });
    expect(actions.map((entry) => entry.action)).toEqual([
      "verification.redaction_requested",
      "verification.redacted",
      "person.key_destroyed",
    ]);
  });

  test("that could not reach Stripe is asked for again by the next sync", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const senior = await signInSomebody("senior");
    const { sessionId, verificationId } = await somebodyStarted();
    const { referenceNumber } = await db.verification.findUniqueOrThrow({ where: { id: verificationId } });
    await control("/faults", {
      target: "api",
      kind: "status",
      status: 500,
      count: 2,
      seed: 1,
      path: "*/redact",
      method: "POST",
    });

    const confirmation = toReference(referenceNumber);
    expect(await redactVerification(senior, verificationId, { confirmation })).toEqual({ ok: true });
    await syncVerificationSession(sessionId);
    const session = await stripe().identity.verificationSessions.retrieve(sessionId);
    expect(session.redaction?.status).toBeDefined();
  });
});
