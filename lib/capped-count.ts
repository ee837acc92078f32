/** Counting further costs and helps nobody. */
export const countLimit = 1_000;

/** A count that ends at `countLimit`, and whether there is more. */
export type CappedCount = { value: number; more: boolean };

/** Caps what was counted to at most `countLimit + 1`. */
export const cap = (counted: number): CappedCount => ({
  value: Math.min(counted, countLimit),
  more: counted > countLimit,
});
