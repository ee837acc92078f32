import "server-only";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors";
import { maySync } from "@/lib/events/rules";
import type { EventActionResult } from "@/lib/events/schema";
import { idsOf, type Target } from "@/lib/jobs/definitions";
import { log } from "@/lib/log";
import { kinds } from "@/lib/reconciler/targets";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";

/** Reads one target from Stripe now and writes what it says. */
export async function syncNow(viewer: Viewer<"events.replay">, target: Target): Promise<EventActionResult> {
  const allowed = maySync(viewer);
  if (!allowed.ok) return { ok: false, code: allowed.why };
  if (!(await isWithinPersonLimit(viewer.userId, "staff_sync"))) return { ok: false, code: "too_often" };
  try {
    const { sync, synced } = kinds[target.type];
    await sync(target.id);
    await appendAudit(db, viewer, [{ action: synced, targetId: target.id }]);
    return { ok: true };
  } catch (error) {
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    log.error("an object of Stripe's could not be synced by hand", { ...idsOf(target), code: error.code }, error);
    return { ok: false, code: error.code === "stripe_refused" ? "stripe_refused" : "stripe_unavailable" };
  }
}
