import { expect, test, vi } from "vitest";
import { cancelVerification, redactVerification, refreshVerification } from "@/lib/cases/mutations";
import { db } from "@/lib/db/client";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";

async function openCase() {
  const applicant = await signInSomebody();
  await recordConsent(applicant, { choice: "agreed", locale: "en" });
  await startVerification(applicant, { entry: "modal" });
  const row = await db.verification.findFirstOrThrow({ where: { userId: applicant.userId } });
  return {
    verificationId: row.id,
    userId: applicant.userId,
    sessionId: row.currentSessionId ?? "",
    number: toReference(row.referenceNumber),
  };
}

test("who asked to cancel is written down even when Stripe's answer is lost", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const { verificationId, sessionId } = await openCase();
  const reviewer = await signInSomebody("reviewer");
  const path = `/v1/identity/verification_sessions/${sessionId}/cancel`;
  await control("/faults", { target: "api", kind: "cut_after", path, count: 5, seed: 1 });

  expect(await cancelVerification(reviewer, verificationId)).toEqual({ ok: false, code: "stripe_unavailable" });
  await control("/faults", undefined, "DELETE");
  expect((await stripe().identity.verificationSessions.retrieve(sessionId)).status).toBe("canceled");
  expect(await db.auditEntry.findMany({ where: { targetId: verificationId } })).toMatchObject([
    { action: "verification.cancel_requested", actorId: reviewer.userId, subject: sessionId },
  ]);
});

test("a redaction that Stripe does not answer is asked for all the same, once, and is no longer canceled", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const { verificationId, number } = await openCase();
  const senior = await signInSomebody("senior");
  const redact = () => redactVerification(senior, verificationId, { confirmation: number });
  await control("/faults", { target: "api", kind: "status", status: 500, count: 1_000, seed: 1 });

  const answers = await Promise.all([redact(), redact()]);
  expect(answers).toContainEqual({ ok: true });
  expect(answers).toContainEqual({ ok: false, code: "being_redacted" });
  expect(await redact()).toEqual({ ok: false, code: "being_redacted" });
  expect(await cancelVerification(senior, verificationId)).toEqual({ ok: false, code: "being_redacted" });
  await control("/faults", undefined, "DELETE");
  expect(await db.auditEntry.findMany({ where: { targetId: verificationId } })).toMatchObject([
    { action: "verification.redaction_requested", actorId: senior.userId },
  ]);
});

test("nobody cancels and redacts more than six cases at once, and what is refused changes nothing", async () => {
  const senior = await signInSomebody("senior");
  const redact = (id: string, confirmation: string) => redactVerification(senior, id, { confirmation });
  const cases = await Promise.all(Array.from({ length: 10 }, openCase));
  const answers = await Promise.all(
    cases.map(({ verificationId, number }, index) =>
      index % 2 === 0 ? cancelVerification(senior, verificationId) : redact(verificationId, number),
    ),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(6);
  const refused = cases.filter((_case, index) => !answers[index]?.ok);
  expect(answers.filter(({ ok }) => !ok)).toEqual(refused.map(() => ({ ok: false, code: "too_many" })));
  for (const { verificationId, sessionId } of refused) {
    expect((await stripe().identity.verificationSessions.retrieve(sessionId)).status).toBe("requires_input");
    const { redactionRequestedAt } = await db.verification.findUniqueOrThrow({ where: { id: verificationId } });
    expect(redactionRequestedAt).toBeNull();
    expect(await db.auditEntry.count({ where: { targetId: verificationId } })).toBe(0);
  }

  // All six were spent ten seconds ago.
  await db.personLimit.updateMany({
    where: { userId: senior.userId },
    data: { spentUntil: new Date(Date.now() + 50_000) },
  });
  const [again] = refused;
  expect(await cancelVerification(senior, again?.verificationId ?? "")).toEqual({ ok: true });
});

test("what was refused for another reason is not counted", async () => {
  const { verificationId, number } = await openCase();
  const senior = await signInSomebody("senior");
  for (let attempt = 0; attempt < 10; attempt++) {
    const answer = await redactVerification(senior, verificationId, { confirmation: toReference(1) });
    expect(answer).toEqual({ ok: false, code: "not_confirmed" });
  }
  expect(await redactVerification(senior, verificationId, { confirmation: number })).toEqual({ ok: true });
});

test("a session that Stripe does not have is neither read nor canceled, and the person is told so", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const { verificationId, sessionId } = await openCase();
  const before = await db.verification.findUniqueOrThrow({ where: { id: verificationId } });
  const reviewer = await signInSomebody("reviewer");
  expect(await refreshVerification(reviewer, verificationId)).toEqual({ ok: true });
  // As where the key is another account's.
  await control("/reset");

  expect(await refreshVerification(reviewer, verificationId)).toEqual({ ok: false, code: "gone" });
  expect(await cancelVerification(reviewer, verificationId)).toEqual({ ok: false, code: "gone" });
  expect(await db.verification.findUniqueOrThrow({ where: { id: verificationId } })).toMatchObject({
    status: before.status,
    closedAt: null,
  });
  expect(await db.auditEntry.findMany({ where: { targetId: verificationId }, orderBy: { id: "asc" } })).toMatchObject([
    { action: "verification.refreshed", subject: sessionId },
    { action: "verification.cancel_requested", subject: sessionId },
  ]);
});

test("one session that was submitted meanwhile leaves no other one open, and the case shows it at once", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const { verificationId, userId, sessionId } = await openCase();
  await control("/clock", { advanceSeconds: 5 });
  const newer = await stripe().identity.verificationSessions.create({
    type: "document",
    client_reference_id: userId,
    metadata: { user_id: userId, verification_id: verificationId },
  });
  await syncVerificationSession(newer.id);
  // Whose webhook is late.
  await submit(sessionId, "verified", { delaySeconds: 3_600 });

  const reviewer = await signInSomebody("reviewer");
  expect(await cancelVerification(reviewer, verificationId)).toEqual({ ok: false, code: "stripe_refused" });
  expect((await stripe().identity.verificationSessions.retrieve(newer.id)).status).toBe("canceled");
  expect(await db.verificationSession.findUniqueOrThrow({ where: { id: sessionId } })).toMatchObject({
    status: "processing",
  });
});
