import type { Tx } from "@/lib/db/client";
import { finishRedaction } from "@/lib/verification/redaction";

/**
 * What a sync does once Stripe has redacted the newest verification of somebody, here one that has no session: from then on, and until
 * the transaction ends, they are locked.
 */
export async function eraseDataOf(tx: Tx, { userId }: { userId: string }): Promise<void> {
  const at = new Date();
  const verification = await tx.verification.create({
    data: { userId, maxAttempts: 3, createdAt: at, closedAt: at, redactionRequestedAt: at },
  });
  await finishRedaction(tx, verification);
}
