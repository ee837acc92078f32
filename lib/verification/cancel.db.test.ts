import { expect, test, vi } from "vitest";
import { db } from "@/lib/db/client";
import { signInSomebody } from "@/lib/testing/people";
import { control, stripe } from "@/lib/testing/stripe";
import { cancelVerification, recordConsent, startVerification } from "@/lib/verification/mutations";

async function openCase() {
  const applicant = await signInSomebody();
  await recordConsent(applicant, { choice: "agreed", locale: "en" });
  await startVerification(applicant, { door: "modal" });
  const row = await db.verification.findFirstOrThrow({ where: { userId: applicant.userId } });
  return { verificationId: row.id, sessionId: row.currentSessionId ?? "" };
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
  expect(await db.auditEntry.findMany({ where: { verificationId } })).toMatchObject([
    { action: "verification.cancel_requested", actorId: reviewer.userId, subject: sessionId },
  ]);
});
