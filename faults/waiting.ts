import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks again and again until `condition` holds; returns how long that took, in milliseconds. Throws when it does not
 * within `withinMs`; what `condition` throws counts as "not yet".
 */
export async function until(what: string, condition: () => Promise<boolean>, withinMs: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    if (await condition().catch(() => false)) return performance.now() - startedAt;
    if (performance.now() - startedAt > withinMs) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
    await delay(100);
  }
}

/** Runs `work` over all items, so many at a time, and returns what came of each in the items' order. */
export async function eachOf<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const inTurn = async () => {
    // One iterator for all: each takes the next that nobody has taken.
    for (const [index, item] of waiting) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: atOnce }, inTurn));
  return results;
}

/** The value below which so large a part of all lies; NaN of none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
