import "server-only";
import type { Tx } from "@/lib/db/client";

/**
 * Whether something of this person is being deleted right now: asked for, and not done at Stripe. Until it is, nothing new
 * may be written down under the key that will be destroyed. Ask under `lockPerson`.
 */
export const isDeletionRunning = async (tx: Tx, userId: string): Promise<boolean> =>
  (await tx.verification.count({ where: { userId, redactionRequestedAt: { not: null }, redactedAt: null } })) > 0;
