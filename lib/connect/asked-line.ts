import "server-only";
import { db } from "@/lib/db/client";
import { readerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { Prisma } from "@/prisma/generated/client";

const prefix = "asked:";

/** The key of the mail that was asked for by hand. */
export const askedMailKey = (askId: string): string => `${prefix}${askId}`;

/** When staff last wrote by hand to the seller of account `a`; what was dropped or could not be sent is not written. */
export const askedByHandAt = Prisma.sql`(select max(k.asked_at) from account_ask k
  join mail m on m.key = ${prefix} || k.id and m.outcome in ('queued', 'sent')
  where k.account_id = a.id)`;

/** What staff wrote for the mail of this key; null: nothing, or another kind of mail, or it was erased. */
export async function readAskedLine(userId: string, key: string): Promise<string | null> {
  if (!key.startsWith(prefix)) return null;
  const id = key.slice(prefix.length);
  const [ask, keys] = await Promise.all([
    db.accountAsk.findUnique({ where: { id }, select: { line: true } }),
    db.dataKey.findMany({ where: { userId, destroyedAt: null } }),
  ]);
  return readerOf(keys)?.open(ask?.line ?? null, place.accountAskLine(id)) ?? null;
}
