import { getLocale, getTranslations } from "next-intl/server";
import { countryName } from "@/i18n/countries";
import { ago, hoursAndMinutes, list, narrowDuration, numberFormats, utcFormats } from "@/i18n/format";
import type { CappedCount } from "@/lib/capped-count";
import type { PartialDate } from "@/lib/stripe/sensitive";
import { now } from "@/lib/time";
import type { WrittenMoment } from "./moment";
import { writePartialDate } from "./partial-date";

/** How staff pages write times, spans, counts and countries. Every moment is ISO 8601 and shown in UTC. */
export type StaffFormat = {
  /** `14:32:10` today, `18 Nov 21:44` before, with the year when it is not this one. */
  stamp: (iso: string) => string;
  /** Everything to the second, for a title: `18 Nov 2026, 21:44:05 UTC`. */
  full: (iso: string) => string;
  /** The stamp, with everything to the second as its title. */
  moment: (iso: string) => WrittenMoment;
  /** The age, with the same title. */
  momentsAge: (iso: string) => WrittenMoment;
  /** `18 Nov`, with the year when it is not this one. Takes a calendar day as well. */
  day: (iso: string) => string;
  /** `4s`, `58m`, `5h 12m`, `1d 4h`, `42d`; nothing is negative. */
  span: (ms: number) => string;
  /** Hours and minutes of a span, however many hours: `42h 48m`. */
  hours: (ms: number) => string;
  /** How long ago it was, as a span. */
  age: (iso: string) => string;
  /** How long ago it was, in words: `5 min ago`. */
  ago: (iso: string) => string;
  /** `10,000+` where counting stopped. */
  count: (count: CappedCount) => string;
  /** A share of 1: `0.4%`. */
  percent: (share: number) => string;
  /** Bytes as megabytes: `128 MB`. */
  megabytes: (bytes: number) => string;
  /** Names one after another: `A, B, C`. */
  list: (items: readonly string[]) => string;
  /** A country's name by its ISO 3166-1 alpha-2 code; any other code is shown as it is, `unknown` as words. */
  country: (code: string) => string;
  /** A date as far as it was read (`writePartialDate`). */
  date: (date: PartialDate) => string;
};

const dayMs = 86_400_000;

const toTheSecond = (iso: string) => `${iso.slice(0, 19)}Z`;

/** Formats for this request's language, around its present. */
export async function staffFormat(): Promise<StaffFormat> {
  const [locale, t] = await Promise.all([getLocale(), getTranslations("staff")]);
  const present = now();

  const yearOf = (moment: Date) => moment.getUTCFullYear();
  const dayOf = (moment: Date) => Math.floor(moment.getTime() / dayMs);

  const format: StaffFormat = {
    stamp: (iso) => {
      const moment = new Date(iso);
      if (dayOf(moment) === dayOf(present)) return utcFormats.clock(locale).format(moment);
      return yearOf(moment) === yearOf(present)
        ? utcFormats.dayAndMinute(locale).format(moment).replace(",", "")
        : utcFormats.dayAndYear(locale).format(moment);
    },
    full: (iso) => t("time.utc", { stamp: utcFormats.whole(locale).format(new Date(iso)) }),
    moment: (iso) => [toTheSecond(iso), format.stamp(iso)],
    momentsAge: (iso) => [toTheSecond(iso), format.age(iso)],
    day: (iso) => {
      const moment = new Date(iso);
      const style = yearOf(moment) === yearOf(present) ? utcFormats.day : utcFormats.dayAndYear;
      return style(locale).format(moment);
    },
    span: (ms) => narrowDuration(ms, locale),
    hours: (ms) => hoursAndMinutes(ms, locale),
    age: (iso) => format.span(present.getTime() - Date.parse(iso)),
    ago: (iso) => ago(present.getTime() - Date.parse(iso), locale),
    count: ({ value, more }) => {
      const count = numberFormats.plain(locale).format(value);
      return more ? t("count.capped", { count }) : count;
    },
    percent: (share) => numberFormats.percent(locale).format(share),
    megabytes: (bytes) => numberFormats.megabytes(locale).format(bytes / 1e6),
    list: (items) => list(items, "plain", locale),
    country: (code) => (code === "unknown" ? t("country.unknown") : countryName(code, locale)),
    date: (date) => writePartialDate(date, locale, t),
  };
  return format;
}
