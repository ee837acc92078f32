import "server-only";
import { db } from "@/lib/db/client";

/** SQL: how many mails of the outbox wait, and how many were given up within seven days. */
export const countMailsSql = `select
  (select count(*) from mail where outcome = 'queued')::int as queued,
  (select count(*) from mail where outcome = 'failed' and settled_at > now() - interval '7 days')::int as failed`;

/** They as numbers. */
export async function countMails(): Promise<{ queued: number; failed: number }> {
  const [row] = await db.$queryRawUnsafe<{ queued: number; failed: number }[]>(countMailsSql);
  return row ?? { queued: 0, failed: 0 };
}
