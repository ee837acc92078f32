import "server-only";
import type { Tx } from "@/lib/db/client";
import { currentRequestId } from "@/lib/log";

/** Every job there is, with its payload: ids only, never personal data. */
export type Jobs = {
  syncVerificationSession: { verificationSessionId: string; requestId: string | null };
};

/**
 * A job per key in the caller's transaction: it runs if and only if the transaction commits. Repeats of one key fold
 * together; one that arrives while the key runs makes it run once more (queue_name forbids that two run at once).
 */
export async function enqueueSync(tx: Pick<Tx, "$executeRaw">, verificationSessionId: string): Promise<void> {
  const payload: Jobs["syncVerificationSession"] = { verificationSessionId, requestId: currentRequestId() };
  const key = syncKey(verificationSessionId);
  await tx.$executeRaw`select graphile_worker.add_job('syncVerificationSession', ${JSON.stringify(payload)}::json,
    job_key => ${key}, queue_name => ${key}, max_attempts => 10)`;
}

/** The job key of one VerificationSession's sync; also the name of its queue. */
export const syncKey = (verificationSessionId: string): string => `syncVerificationSession:${verificationSessionId}`;
