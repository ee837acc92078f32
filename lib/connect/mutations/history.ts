import "server-only";
import { toName, toParts } from "@/lib/connect/converge";
import { quietMs } from "@/lib/connect/mails";
import { db, type Tx } from "@/lib/db/client";
import { lockPerson } from "@/lib/pii/person";
import { now } from "@/lib/time";
import type { ConnectedAccount } from "@/prisma/generated/client";

/**
 * Notes at the open requirements of these names that something is sent for them, before it is: the sync of a webhook may close
 * them before Stripe's answer is here, or the answer may be lost, and what is closed then was met. Returns what takes the note
 * back where Stripe refused.
 */
export async function noteSending(
  { id: accountId, userId }: Pick<ConnectedAccount, "id" | "userId">,
  entries: readonly string[],
): Promise<() => Promise<void>> {
  const note = async (from: Date | null, to: Date | null) => {
    if (entries.length === 0) return;
    const where = { accountId, closedAt: null, answeredAt: from, OR: entries.map(toParts) };
    await db.$transaction(async (tx) => {
      // A sync changes these rows too, in an order of its own.
      await lockPerson(tx, userId);
      await tx.requirement.updateMany({ where, data: { answeredAt: to } });
    });
  };
  const at = now();
  await note(null, at);
  return () => note(at, null);
}

/** Writes into the history of the open requirements of these names that something was sent for them. */
export async function recordAnswers(tx: Tx, accountId: string, entries: readonly string[]): Promise<void> {
  if (entries.length === 0) return;
  const at = now();
  const answered = await tx.requirement.updateManyAndReturn({
    where: { accountId, closedAt: null, OR: entries.map(toParts) },
    data: { answeredAt: at },
    select: { id: true, list: true, deadline: true },
  });
  await tx.requirementChange.createMany({
    data: answered.map(({ id, list, deadline }) => ({
      accountId,
      requirementId: id,
      at,
      change: "answered" as const,
      list,
      deadline,
    })),
  });
}

/** Whether something among these names had been checked before and is not asked for. To be asked before it is sent. */
export async function isSentAnew(
  { id: accountId, enabledAt }: Pick<ConnectedAccount, "id" | "enabledAt">,
  entries: readonly string[],
): Promise<boolean> {
  if (entries.length === 0 || enabledAt === null) return false;
  const known = await db.requirement.findMany({
    where: { accountId, OR: entries.map(toParts) },
    select: { personId: true, entry: true, closedAt: true },
  });
  const open = new Set(known.filter(({ closedAt }) => closedAt === null).map(toName));
  return known.some((row) => !open.has(toName(row)));
}

/** Notes that something was sent anew: Stripe then checks it again and gives 14 days, which the seller is told by mail. */
export async function recordChange(tx: Tx, accountId: string): Promise<void> {
  const at = now();
  await tx.connectedAccount.update({
    where: { id: accountId },
    data: { detailsChangedAt: at, mailAt: new Date(at.getTime() + quietMs) },
  });
}
