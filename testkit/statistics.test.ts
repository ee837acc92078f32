import { expect, test } from "vitest";
import { median, medianRatio, percentile } from "./statistics.ts";

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

test("the median is the middle, and of an even count the mean of the two middle ones", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("a percentile is a value that was measured: that of the nearest rank", () => {
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile([3, 1, 2], 0.99)).toBe(3);
  expect(percentile([3, 1, 2], 1)).toBe(3);
  expect(percentile([3, 1, 2], 0)).toBe(1);
  expect(percentile([], 0.5)).toBeNaN();
});

test("the ratio of two series is the median of the ratios of their rounds", () => {
  expect(medianRatio([2, 30, 8], [1, 10, 4])).toBe(2);
});
