import { expect, test } from "vitest";
import { readStart, startPath } from "./answers.ts";

test("what was chosen comes back from the address of a refusal, as far as it was given", () => {
  const backOf = (sent: Record<string, string>) =>
    readStart(Object.fromEntries(new URL(startPath(readStart(sent)), "http://page").searchParams));
  for (const sent of [
    { country: "DE", businessType: "company" },
    { country: "US", businessType: null },
    { country: null, businessType: "non_profit" },
    { country: null, businessType: null },
  ] as const) {
    expect(backOf({ country: sent.country ?? "", businessType: sent.businessType ?? "" })).toEqual(sent);
  }
});

test("what no form offers is not chosen, and stands in no address", () => {
  const sent = { country: "constructor", businessType: "government_entity&refused=closed" };
  expect(startPath(readStart(sent))).toBe("/connect");
});
