import "server-only";
import { db } from "@/lib/db/client";
import { isCursorUnknown, type StripePage } from "@/lib/stripe/lists";
import { now } from "@/lib/time";

/** The lists of Stripe's that are read so, by the names of their marks. One whose reading failed in every round has none. */
export const stripesLists = ["sessions", "accounts", "undelivered_events"] as const;

/** Pages of 100 a round and list: a bound on what one round may cost; what is left is read in the next round. */
const pagesPerRound = 10;

/** Read twice: clocks differ, and what is created now may be listed a moment later. */
const overlapMs = 15 * 60 * 1000;

/** Where the very first reading begins: Stripe keeps events no longer. */
const firstReadMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Reads one of Stripe's lists from its high-water mark on, newest first, and remembers the cursor: the mark moves when the
 * end was reached, and not when a page or `handle` fails. A cursor that Stripe knows no more is forgotten, and the next round begins
 * again with the newest. Returns the sum of what `handle` returned.
 */
export async function readFromHighWaterMark<T>(
  name: (typeof stripesLists)[number],
  fetchPage: (page: { since: Date; after: string | null }) => Promise<StripePage<T>>,
  handle: (items: T[]) => Promise<number>,
): Promise<number> {
  const mark = await db.highWaterMark.findUnique({ where: { name } });
  const at = mark?.at ?? new Date(now().getTime() - firstReadMs);
  const since = new Date(at.getTime() - overlapMs);
  const beganAt = mark?.beganAt ?? now();
  let cursor = mark?.cursor ?? null;

  let found = 0;
  for (let page = 0; page < pagesPerRound; page++) {
    const after = cursor;
    const { items, next } = await fetchPage({ since, after }).catch(async (error) => {
      if (after !== null && isCursorUnknown(error)) {
        await db.highWaterMark.updateMany({ where: { name, cursor: after }, data: { cursor: null, beganAt: null } });
      }
      throw error;
    });
    found += await handle(items);
    cursor = next;
    if (next === null) break;
  }
  const moved = cursor === null ? { at: beganAt, beganAt: null, cursor } : { at, beganAt, cursor };
  await db.highWaterMark.upsert({ where: { name }, create: { name, ...moved }, update: moved });
  return found;
}
