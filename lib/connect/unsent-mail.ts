import "server-only";
import { speaksOfDue } from "@/lib/connect/mails";
import { askedLists } from "@/lib/connect/schema";
import type { Tx } from "@/lib/db/client";
import { sellerMailKinds } from "@/lib/mail/kinds";
import type { WhenUnsent } from "@/lib/mail/outbox";
import { now } from "@/lib/time";

/**
 * A seller was not written to after all: what is open was not asked for by that mail, and of one that could not be sent it is looked
 * at once more which mail is due (`mailDue`). What a dropped one was to say is true no more, and becomes so again by news alone.
 */
export const forgetUnsent: WhenUnsent = async (tx, { userId, kind }, outcome) => {
  if (!sellerMailKinds.some((each) => each === kind)) return;
  const account = await tx.connectedAccount.findUnique({ where: { userId }, select: { id: true } });
  if (!account) return;
  await restoreAskedAt(tx, account.id, userId);
  if (outcome === "failed") await tx.connectedAccount.update({ where: account, data: { mailAt: now() } });
};

/** When we last wrote about what is open, by the mails that were sent or wait. The caller holds `lockPerson`. */
export async function restoreAskedAt(tx: Tx, accountId: string, userId: string): Promise<void> {
  const kinds = sellerMailKinds.filter(speaksOfDue);
  await tx.$executeRaw`
    update requirement r set asked_at = (
      select max(m.created_at) from mail m
      where m.user_id = ${userId}::uuid and m.kind = any(${kinds}) and m.outcome in ('queued', 'sent')
        and m.created_at >= r.appeared_at
    )
    where r.account_id = ${accountId}::uuid and r.closed_at is null
      and r.list = any(${[...askedLists]}::requirement_list[])`;
}
