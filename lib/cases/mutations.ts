import "server-only";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { caseFor } from "@/lib/cases/case-row";
import { mayCancel, mayRedact, mayRefresh } from "@/lib/cases/rules";
import type { CaseActionResult } from "@/lib/cases/schema";
import { db } from "@/lib/db/client";
import { type AppError, isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { isUnreadable } from "@/lib/pii/keyring";
import { cancelVerificationSession } from "@/lib/stripe/identity";
import { now } from "@/lib/time";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";
import { takeUpRedaction } from "@/lib/verification/redaction";
import { isReferenceOf } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";

/** Runs what talks to Stripe and seals what it answers, and turns its failures into an answer for the person. */
async function answering(work: () => Promise<CaseActionResult>): Promise<CaseActionResult> {
  try {
    return await work();
  } catch (error) {
    if (isUnreadable(error)) {
      log.error("what is kept of a person cannot be decrypted", { code: error.code }, error);
      return { ok: false, code: "unreadable" };
    }
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    log.error("an action on a case failed at Stripe", { code: error.code }, error);
    return { ok: false, code: error.code === "stripe_refused" ? "stripe_refused" : "stripe_unavailable" };
  }
}

/** Reads a session of ours from Stripe; whether Stripe has none by this id for our key, which leaves our rows as they were. */
const isGone = async (sessionId: string) => (await syncVerificationSession(sessionId)).outcome === "ignored";

/** Reads the case from Stripe now. */
export async function refreshVerification(
  viewer: Viewer<"verification.refresh">,
  id: string,
): Promise<CaseActionResult> {
  const found = await caseFor(id, (facts) => mayRefresh(viewer, facts));
  if (!found.ok) return found;
  const sessionId = found.row.currentSessionId;
  if (!sessionId) return { ok: false, code: "no_session" };
  if (!(await isWithinPersonLimit(viewer.userId, "staff_sync"))) return { ok: false, code: "too_often" };

  return answering(async () => {
    if (await isGone(sessionId)) return { ok: false, code: "gone" };
    await appendAudit(db, viewer, [{ action: "verification.refreshed", targetId: id, subject: sessionId }]);
    return { ok: true };
  });
}

/**
 * Cancels every open VerificationSession of the case at Stripe: one that stayed open could still be submitted.
 * Irreversible; a new one may begin. Who asked is written down first: Stripe's own event, which tells that it happened,
 * names nobody.
 */
export async function cancelVerification(viewer: Viewer<"verification.cancel">, id: string): Promise<CaseActionResult> {
  const found = await caseFor(id, (facts) => mayCancel(viewer, facts));
  if (!found.ok) return found;
  const open = found.row.sessions.filter(({ status }) => status === "requires_input");
  if (!(await isWithinPersonLimit(viewer.userId, "staff_irreversible"))) return { ok: false, code: "too_many" };

  return answering(async () => {
    let gone = false;
    let refused: AppError | null = null;
    for (const session of open) {
      await appendAudit(db, viewer, [{ action: "verification.cancel_requested", targetId: id, subject: session.id }]);
      try {
        await cancelVerificationSession(session.id);
      } catch (error) {
        // Submitted since we read it: that leaves none of the others open, and the case shows it once it is read.
        if (!isAppError(error, "stripe_refused")) throw error;
        refused = error;
      }
      gone = (await isGone(session.id)) || gone;
    }
    if (refused) throw refused;
    return gone ? { ok: false, code: "gone" } : { ok: true };
  });
}

/**
 * Deletes what is known of the person, at Stripe and here; `confirmation` is the reference, typed. Our rows are
 * marked first, so that from here on nothing is kept, and with that the answer is yes, whatever Stripe says now: the reconciler
 * asks until Stripe has done it, which may take four days.
 */
export async function redactVerification(
  viewer: Viewer<"verification.redact">,
  id: string,
  { confirmation }: { confirmation: string },
): Promise<CaseActionResult> {
  const found = await caseFor(id, (facts) => mayRedact(viewer, facts));
  if (!found.ok) return found;
  const { referenceNumber, sessions } = found.row;
  if (!isReferenceOf(referenceNumber, confirmation)) return { ok: false, code: "not_confirmed" };
  if (!(await isWithinPersonLimit(viewer.userId, "staff_irreversible"))) return { ok: false, code: "too_many" };

  const marked = await db.$transaction(async (tx) => {
    const [verification] = await tx.verification.updateManyAndReturn({
      where: { id, redactionRequestedAt: null },
      data: { redactionRequestedAt: now() },
    });
    if (!verification) return false;
    // With those before it, of which nothing may be opened any more either, whenever Stripe answers.
    await takeUpRedaction(tx, verification, null);
    await appendAudit(tx, viewer, [{ action: "verification.redaction_requested", targetId: id }]);
    return true;
  });
  // Somebody else has asked since the rule was.
  if (!marked) return { ok: false, code: "being_redacted" };
  await answering(async () => {
    for (const session of sessions) await syncVerificationSession(session.id);
    return { ok: true };
  });
  return { ok: true };
}
