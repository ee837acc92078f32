import "server-only";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { now } from "@/lib/time";
import { patienceMs } from "@/lib/verification/ask-when-silent";

/** Reads an account that is behind, for a page that waits; of all that ask within five seconds, one does. */
export async function catchUp({ id, stripeId }: { id: string; stripeId: string | null }): Promise<void> {
  const patient = new Date(now().getTime() - patienceMs);
  const { count } = await db.connectedAccount.updateMany({
    where: { id, OR: [{ askedAt: null }, { askedAt: { lte: patient } }] },
    data: { askedAt: now() },
  });
  if (count === 0 || stripeId === null) return;
  try {
    await syncConnectedAccount(stripeId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    log.warn("an account could not be read for a page that waits", { accountId: id, code: error.code }, error);
  }
}
