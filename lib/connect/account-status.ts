import "server-only";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { catchUp } from "@/lib/connect/catch-up";
import { versionOf } from "@/lib/connect/status";
import { db } from "@/lib/db/client";
import { now } from "@/lib/time";
import { patienceMs } from "@/lib/verification/ask-when-silent";

/** How long an account that Stripe checks may not have been read before a page that waits asks: webhooks come sooner. */
const silentMs = 60_000;

/**
 * Whether Stripe checks anything of the seller's account, for the overview that follows it. Asks Stripe itself where nothing was heard
 * for a minute of what it checks; and once of somebody who came back from Stripe's own page, where nothing was heard since `arrivedAt`
 * for five seconds: what they gave there makes events that may be late, or no news at all. `version` changes when the page has something
 * new to show.
 */
export async function checkMyAccount(
  { userId }: Viewer,
  { arrivedAt }: { arrivedAt: Date },
): Promise<{ settled: boolean; version: string }> {
  const read = () =>
    db.connectedAccount.findUnique({
      where: { userId },
      select: { id: true, stripeId: true, status: true, changedAt: true, syncedAt: true, pendingCount: true },
    });
  let account = await read();
  const heardAt = account?.syncedAt?.getTime() ?? 0;
  const isSilent = account !== null && account.pendingCount > 0 && heardAt < now().getTime() - silentMs;
  const isUnheardOf = heardAt <= arrivedAt.getTime() && now().getTime() - arrivedAt.getTime() > patienceMs;
  if (account && (isSilent || isUnheardOf)) {
    await catchUp(account);
    account = await read();
  }
  return account
    ? { settled: account.pendingCount === 0, version: versionOf(account) }
    : { settled: true, version: "none" };
}
