/** Counting further costs and helps nobody. */
export const countLimit = 1_000;

/** A count that ends at `countLimit`, and whether there is more. */
export type CappedCount = { value: number; more: boolean };

/** Caps what was counted to at most `countLimit + 1`. */
export const cap = (counted: number): CappedCount => ({
  value: Math.min(counted, countLimit),
  more: counted > countLimit,
});

/** All of them together, which may be above `countLimit`; there is more where one of them was capped. */
export const sumCounts = (counts: readonly CappedCount[]): CappedCount => ({
  value: counts.reduce((total, count) => total + count.value, 0),
  more: counts.some((count) => count.more),
});
