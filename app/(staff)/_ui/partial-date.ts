import { utcFormats } from "@/i18n/format";
import type { Texts } from "@/i18n/translator";
import type { PartialDate } from "@/lib/stripe/sensitive";

/** The first of a month: of a day that a document got wrong (`30 February`), JavaScript would make another. */
function firstOf(month: number, year = 2000): Date {
  const first = new Date(0);
  // Date.UTC takes 77 for 1977.
  first.setUTCFullYear(year, month - 1, 1);
  return first;
}

const pad = (number: number, length: number) => String(number).padStart(length, "0");

/** `1990-07-04`, `May 2030`, `1977, month and day unknown`: what was read, and what was not. `t` reads `staff`. */
export function writePartialDate(date: PartialDate, locale: string, t: Texts<"staff">): string {
  switch (date.known) {
    case "day":
      return `${pad(date.year, 4)}-${pad(date.month, 2)}-${pad(date.day, 2)}`;
    case "month":
      return utcFormats.monthAndYear(locale).format(firstOf(date.month, date.year));
    case "year":
      return t("date.year", { year: String(date.year) });
    case "year_and_day":
      return t("date.yearAndDay", { year: String(date.year), day: date.day });
    case "month_and_day":
      return t("date.monthAndDay", { month: utcFormats.month(locale).format(firstOf(date.month)), day: date.day });
    case "month_only":
      return t("date.month", { month: utcFormats.month(locale).format(firstOf(date.month)) });
    case "day_only":
      return t("date.day", { day: date.day });
    case "nothing":
      return t("date.nothing");
    case "never":
      return t("date.never");
  }
}
