import "server-only";
import { appendAudit } from "@/lib/audit/log";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors";
import type { EventActionResult } from "@/lib/events/schema";
import { log } from "@/lib/log";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";
import { syncVerificationSession } from "@/lib/verification/sync";

/** Reads one VerificationSession from Stripe now and writes what it says. */
export async function syncNow(viewer: Viewer, verificationSessionId: string): Promise<EventActionResult> {
  if (!may(viewer.role, "events.replay")) return { ok: false, code: "not_allowed" };
  if (!(await isWithinPersonLimit(viewer.userId, "staff_sync"))) return { ok: false, code: "too_often" };
  try {
    const { verification } = await syncVerificationSession(verificationSessionId);
    await appendAudit(db, viewer, [
      { action: "session.synced", verificationId: verification?.id ?? null, subject: verificationSessionId },
    ]);
    return { ok: true };
  } catch (error) {
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    log.error("a session could not be synced by hand", { verificationSessionId, code: error.code }, error);
    return { ok: false, code: error.code === "stripe_refused" ? "stripe_refused" : "stripe_unavailable" };
  }
}
