import "server-only";
import { db } from "@/lib/db/client";
import { hasSync } from "@/lib/jobs/data";
import { accountTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { readFromHighWaterMark } from "@/lib/reconciler/high-water-mark";
import { listAccounts } from "@/lib/stripe/accounts";

/**
 * Enqueues a sync of every account that Stripe has and we do not, and whose metadata name somebody: the sync gives it to
 * that user. At most ten calls of Stripe's a round. Returns how many.
 */
export async function adoptUnknownAccounts(): Promise<number> {
  return readFromHighWaterMark("accounts", listAccounts, async (accounts) => {
    const claimed = accounts.filter(({ claimedUserId }) => claimedUserId).map(({ id }) => id);
    const unknown = await db.$queryRaw<{ id: string }[]>`
      select id from unnest(${claimed}::text[]) as claimed (id)
      where not exists (select from connected_account where stripe_id = claimed.id) and not ${hasSync("claimed.id")}`;
    await enqueueSyncs(
      db,
      unknown.map(({ id }) => accountTarget(id)),
      "unknown_account",
    );
    return unknown.length;
  });
}
