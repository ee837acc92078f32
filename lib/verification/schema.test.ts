import { describe, expect, test } from "vitest";
import { declareDetailsInput } from "@/lib/verification/schema";

const told = { country: "DE", firstName: "Ada", lastName: "Lovelett" };

describe("what people declare", () => {
  test.each([
    ["no country of the world", { ...told, country: "QQ" }],
    ["no country", { ...told, country: "" }],
    ["a name beyond measure", { ...told, lastName: "a".repeat(101) }],
    ["nothing", {}],
  ])("%s is refused", (_what, input) => {
    expect(declareDetailsInput.safeParse(input).success).toBe(false);
  });

  test("Kosovo is a country, and no name is an answer", () => {
    const input = { country: "XK", firstName: "  ", lastName: "" };
    expect(declareDetailsInput.parse(input)).toEqual({ country: "XK", firstName: "", lastName: "", phone: null });
  });
});

test("a telephone number that is too long is not read: a whole form of accents would hold the process for a second", () => {
  const read = declareDetailsInput.safeParse({ country: "US", firstName: "", lastName: "", phone: "1".repeat(41) });
  // Its length alone: the next check would have normalised it.
  expect(read.error?.issues.map(({ code }) => code)).toEqual(["too_big"]);
});
