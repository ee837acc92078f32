import { expect, test } from "vitest";
import { plainDigits } from "./digits";

test("digits of another width are ours", () => {
  expect(plainDigits("１".repeat(200))).toBe("1".repeat(200));
});

test("a text longer than any number is not normalised: a whole form of accents would hold the process for seconds", () => {
  const long = "１".repeat(201);
  expect(plainDigits(long)).toBe(long);
});
