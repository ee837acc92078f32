import { expect, test } from "vitest";
import { translatorOf } from "@/i18n/translator";
import type { PartialDate } from "@/lib/stripe/sensitive";
import { writePartialDate } from "./partial-date";

const t = await translatorOf("en", "staff");

test.each<[PartialDate, string]>([
  [{ known: "day", year: 1990, month: 7, day: 4 }, "1990-07-04"],
  [{ known: "day", year: 1990, month: 2, day: 30 }, "1990-02-30"],
  [{ known: "month", year: 2030, month: 5 }, "May 2030"],
  [{ known: "month", year: 77, month: 5 }, "May 77"],
  [{ known: "year", year: 1977 }, "1977, month and day unknown"],
  [{ known: "year_and_day", year: 1977, day: 3 }, "1977, day 3, month unknown"],
  [{ known: "month_and_day", month: 2, day: 30 }, "30 February, year unknown"],
  [{ known: "month_only", month: 12 }, "December, year and day unknown"],
  [{ known: "day_only", day: 9 }, "Day 9, year and month unknown"],
  [{ known: "nothing" }, "There, but no part could be read"],
  [{ known: "never" }, "No end date"],
])("%j is written as what was read and what was not", (date, written) => {
  expect(writePartialDate(date, "en", t)).toBe(written);
});

test("a month has its name in the reader's language", () => {
  expect(writePartialDate({ known: "month", year: 2030, month: 5 }, "de", t)).toBe("Mai 2030");
});
