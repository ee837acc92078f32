import { expect, test } from "vitest";
import { formatLocale, tookWords } from "./format";

test.each([
  [0, { key: "seconds", values: { seconds: 1 } }],
  [59_400, { key: "seconds", values: { seconds: 59 } }],
  [108_000, { key: "minutes", values: { time: "1:48" } }],
  [60_000, { key: "minutes", values: { time: "1:00" } }],
  [7_200_000, { key: "hours", values: { hours: 2 } }],
  [200_000_000, { key: "days", values: { days: 2 } }],
])("%i ms are told as people would", (ms, words) => {
  expect(tookWords(ms)).toEqual(words);
});

test("English dates stand in the order of the other European languages", () => {
  const date = new Intl.DateTimeFormat(formatLocale("en"), { dateStyle: "long", timeZone: "UTC" });
  expect(date.format(new Date("2026-11-21T14:00:00Z"))).toBe("21 November 2026");
});
