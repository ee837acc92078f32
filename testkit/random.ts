import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Numbers that repeat exactly from a seed. */
export type Random = {
  /** In [0, 1). */
  next: () => number;
  /** A whole number from `least` to `most`, both included. */
  between: (least: number, most: number) => number;
  /** One of the items; throws for an empty list. */
  pick: <T>(items: readonly T[]) => T;
  /** The items in another order. */
  shuffle: <T>(items: readonly T[]) => T[];
  /** So many hexadecimal digits. */
  hex: (digits: number) => string;
};

/** Equal for equal seeds. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const next = () => uniformFloat64(generator);
  const between = (least: number, most: number) => uniformInt(generator, least, most);
  return {
    next,
    between,
    pick: (items) => {
      const [item] = items.slice(between(0, items.length - 1));
      if (item === undefined) throw new Error("there is nothing to pick from");
      return item;
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: next() }))
        .sort((one, other) => one.place - other.place)
        .map(({ item }) => item),
    hex: (digits) => Array.from({ length: digits }, () => between(0, 15).toString(16)).join(""),
  };
}
