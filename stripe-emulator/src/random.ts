import { createHash } from "node:crypto";

/** Equal for equal seeds: each call of `pick` draws the next number. */
export function seededRandom(seed: string): { upTo(limit: number): number; pick<Item>(items: readonly Item[]): Item } {
  let draws = 0;
  const upTo = (limit: number) => {
    draws += 1;
    return createHash("sha256").update(`${seed} ${draws}`).digest().readUInt32BE(0) % limit;
  };
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[upTo(items.length)];
    if (item === undefined) throw new Error("Nothing to pick from.");
    return item;
  };
  return { upTo, pick };
}
