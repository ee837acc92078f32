import { expect, test } from "vitest";
import { phonePattern, toE164 } from "@/lib/phone";

test("a number that was copied with marks of its direction is read", () => {
  expect(toE164("\u202a+49 30 901820\u202c")).toBe("+4930901820");
});

test.each([
  ["+1 (503) 555-0199", "+15035550199"],
  ["0049 30/901820", "+4930901820"],
  ["+886.2.2345.6789", "+886223456789"],
  [" +15035550199 ", "+15035550199"],
  ["+44 (0)20 7946 0142", "+442079460142"],
  ["0041 ( 0 ) 44 668 18 00", "+41446681800"],
  ["+39 06 0608 1234", "+390606081234"],
  ["+39 (0)6 0608 1234", "+390606081234"],
  ["5035550199", null],
  ["+0 503 555 0199", null],
  ["+1", null],
  ["+1 503 555 0199 ext. 4", null],
  ["a phone", null],
])("%s is read as %s, by the form as by us", (typed, number) => {
  expect(toE164(typed)).toBe(number);
  expect(new RegExp(`^(?:${phonePattern})$`, "v").test(typed)).toBe(number !== null);
});
