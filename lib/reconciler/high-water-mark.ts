import "server-only";
import { db } from "@/lib/db/client";
import type { StripePage } from "@/lib/stripe/lists";
import { now } from "@/lib/time";

/** Pages of 100 a round and list: a bound on what one round may cost; a longer pass goes on in the next round. */
const pagesPerRound = 10;

/** Read twice: clocks differ, and what is created now may be listed a moment later. */
const overlapMs = 15 * 60 * 1000;

/** Where the very first pass begins: Stripe keeps events no longer. */
const firstPassMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Reads one of Stripe's lists since the last complete pass, newest first, and remembers how far it came: the high-water
 * mark moves when the end was reached, and not when a page or `handle` fails. Returns the sum of what `handle` returned.
 */
export async function readSinceMark<T>(
  name: "sessions" | "undelivered_events",
  fetchPage: (page: { since: Date; after: string | null }) => Promise<StripePage<T>>,
  handle: (items: T[]) => Promise<number>,
): Promise<number> {
  const mark = await db.reconcilerMark.findUnique({ where: { name } });
  const reachedAt = mark?.reachedAt ?? new Date(now().getTime() - firstPassMs);
  const since = new Date(reachedAt.getTime() - overlapMs);
  const beganAt = mark?.beganAt ?? now();
  let cursor = mark?.cursor ?? null;

  let found = 0;
  for (let page = 0; page < pagesPerRound; page++) {
    const { items, next } = await fetchPage({ since, after: cursor });
    found += await handle(items);
    cursor = next;
    if (next === null) break;
  }
  const reached = cursor === null ? { reachedAt: beganAt, beganAt: null, cursor } : { reachedAt, beganAt, cursor };
  await db.reconcilerMark.upsert({ where: { name }, create: { name, ...reached }, update: reached });
  return found;
}
