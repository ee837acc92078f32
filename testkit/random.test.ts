import { expect, test } from "vitest";
import { seededRandom } from "./random.ts";

const some = (seed: number) => {
  const random = seededRandom(seed);
  return [
    random.next(),
    random.between(1, 1e6),
    random.pick(["a", "b", "c"]),
    random.shuffle([1, 2, 3, 4]),
    random.hex(64),
  ];
};

test("equal seeds give equal numbers, and others give others", () => {
  expect(some(5)).toEqual(some(5));
  expect(some(5)).not.toEqual(some(6));
});

test("numbers lie within their bounds, both included", () => {
  const random = seededRandom(1);
  const numbers = Array.from({ length: 1_000 }, () => random.between(2, 4));
  expect(new Set(numbers)).toEqual(new Set([2, 3, 4]));
  const shares = Array.from({ length: 1_000 }, random.next);
  expect(shares.every((share) => share >= 0 && share < 1)).toBe(true);
});

test("a shuffle keeps every item, hex has so many digits, and of nothing nothing can be picked", () => {
  const random = seededRandom(2);
  expect(random.shuffle([3, 1, 2]).sort()).toEqual([1, 2, 3]);
  expect(random.hex(32)).toMatch(/^[0-9a-f]{32}$/);
  expect(() => random.pick([])).toThrow("there is nothing to pick from");
});
