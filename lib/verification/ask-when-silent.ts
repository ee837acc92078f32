import "server-only";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { now } from "@/lib/time";
import { syncVerificationSession } from "@/lib/verification/sync";

/** How long we wait for a webhook before we ask Stripe ourselves. */
export const patienceMs = 5_000;

/**
 * Reads a session from Stripe for a page that waits for it, where nothing was heard of it for five seconds. Whether it was read: of
 * all that ask at once, in however many processes, one does, and when Stripe gives no answer none has.
 */
export async function askWhenSilent(session: { id: string; syncedAt: Date }, arrivedAt: Date): Promise<boolean> {
  const heardAt = Math.max(session.syncedAt.getTime(), arrivedAt.getTime());
  if (now().getTime() - heardAt <= patienceMs) return false;
  // One statement: of all that ask at once, one finds the row as it was.
  const patient = new Date(now().getTime() - patienceMs);
  const { count } = await db.verificationSession.updateMany({
    where: { id: session.id, OR: [{ askedAt: null }, { askedAt: { lte: patient } }] },
    data: { askedAt: now() },
  });
  if (count === 0) return false;
  try {
    await syncVerificationSession(session.id);
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    log.warn("Stripe could not be asked for a status", { verificationSessionId: session.id, code: error.code }, error);
    return false;
  }
}
