import { expect, test } from "vitest";
import { compareText } from "@/lib/verification/compare";

test.each([
  ["Hana", "Hana", "same"],
  ["Hana", "HANA", "similar"],
  ["Dvořáková", "Dvorakova", "similar"],
  ["Al-Mithal", "Al Mithal", "similar"],
  ["Hana", "Anna", "differs"],
  [null, "Hana", "not_compared"],
  ["Hana", null, "not_compared"],
] as const)("%s and %s: %s", (declared, verified, expected) => {
  expect(compareText(declared, verified)).toBe(expected);
});
