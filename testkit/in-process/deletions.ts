import { db, type Tx } from "@/lib/db/client";
import { finishRedaction } from "@/lib/verification/redaction";

/**
 * A deletion of somebody's data that runs, of a verification that has no session at Stripe. `end` does what a sync does once Stripe is
 * done; `before` in the same transaction, when the deletion's rows are written and nobody else sees them yet.
 */
export async function beginDeletion({ userId }: { userId: string }) {
  const at = new Date();
  const verification = await db.verification.create({
    data: { userId, maxAttempts: 3, createdAt: at, closedAt: at, redactionRequestedAt: at },
  });
  const end = (before: (tx: Tx) => Promise<unknown> = async () => {}) =>
    db.$transaction(async (tx) => {
      await finishRedaction(tx, verification);
      await before(tx);
    });
  return { end };
}
