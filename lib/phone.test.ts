import { expect, test } from "vitest";
import { phonePattern, toE164 } from "@/lib/phone";

test.each([
  ["+1 (503) 555-0199", "+15035550199"],
  ["0049 30/901820", "+4930901820"],
  ["+886.2.2345.6789", "+886223456789"],
  [" +15035550199 ", "+15035550199"],
  ["5035550199", null],
  ["+0 503 555 0199", null],
  ["+1", null],
  ["+1 503 555 0199 ext. 4", null],
  ["a phone", null],
])("%s is read as %s, by the form as by us", (typed, number) => {
  expect(toE164(typed)).toBe(number);
  expect(new RegExp(`^(?:${phonePattern})$`, "v").test(typed)).toBe(number !== null);
});
