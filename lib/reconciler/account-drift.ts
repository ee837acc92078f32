import "server-only";
import { heldSide, stripeSide } from "@/lib/connect/converge";
import type { AccountDriftSide } from "@/lib/connect/schema";
import { db } from "@/lib/db/client";
import { getAccount } from "@/lib/stripe/accounts";

/** What we hold of a connected account, in Stripe's words, and when we last read it. Null: nothing. */
export async function readHeldAccount(stripeId: string): Promise<{ side: AccountDriftSide; syncedAt: Date } | null> {
  const row = await db.connectedAccount.findUnique({
    where: { stripeId },
    include: { persons: { select: { removedAt: true } } },
  });
  return row?.syncedAt ? { side: heldSide(row), syncedAt: row.syncedAt } : null;
}

/** What Stripe says of it. Null: it has no such account under our key. Fails as the gateway does. */
export async function askForAccount(stripeId: string): Promise<AccountDriftSide | null> {
  const account = await getAccount(stripeId);
  return account && stripeSide(account);
}
