import "server-only";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { now } from "@/lib/time";
import { syncVerificationSession } from "@/lib/verification/sync";

/** How long we wait for a webhook before we ask Stripe ourselves. */
export const patienceMs = 5_000;

/** What may ask: nobody has since a moment. */
const notAskedSince = (moment: Date) => ({ OR: [{ askedAt: null }, { askedAt: { lte: moment } }] });

/** Marks a session as asked for; of all that do at once, one finds the row as it was. */
type MarkAsked = (id: string, since: ReturnType<typeof notAskedSince>, askedAt: Date) => Promise<{ count: number }>;

const markSession: MarkAsked = (id, since, askedAt) =>
  db.verificationSession.updateMany({ where: { id, ...since }, data: { askedAt } });

/** The same of one that proves a person of an account and is nobody's verification. */
export const markPersonSession: MarkAsked = (sessionId, since, askedAt) =>
  db.personSession.updateMany({ where: { sessionId, ...since }, data: { askedAt } });

/**
 * Reads a session from Stripe for a page that waits for it, where nothing was heard of it for five seconds. Whether it was read: of
 * all that ask at once, in however many processes, one does, and when Stripe gives no answer none has.
 */
export async function askWhenSilent(
  session: { id: string; syncedAt: Date },
  arrivedAt: Date,
  markAsked: MarkAsked = markSession,
): Promise<boolean> {
  const heardAt = Math.max(session.syncedAt.getTime(), arrivedAt.getTime());
  if (now().getTime() - heardAt <= patienceMs) return false;
  const patient = new Date(now().getTime() - patienceMs);
  const { count } = await markAsked(session.id, notAskedSince(patient), now());
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
