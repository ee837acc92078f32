import { getLocale, getTranslations } from "next-intl/server";
import { countryName } from "@/i18n/countries";
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
  /** `18 Nov`, with the year when it is not this one. Takes a calendar day as well. */
  day: (iso: string) => string;
  /** `4 s`, `58 m`, `5 h 12 m`, `1 d 4 h`, `42 d`; nothing is negative. */
  span: (ms: number) => string;
  /** Hours and minutes of a span, however many hours: `42 h 48 m`. */
  hours: (ms: number) => string;
  /** How long ago it was, as a span. */
  age: (iso: string) => string;
  /** `10,000+` where counting stopped. */
  count: (count: CappedCount) => string;
  /** A country's name by its ISO 3166-1 alpha-2 code; any other code is shown as it is, `unknown` as words. */
  country: (code: string) => string;
  /** A date as far as it was read (`writePartialDate`). */
  date: (date: PartialDate) => string;
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The engine's formats for a language. Making them costs as much as rendering fifty rows: they are made once a process. */
function makeIntl(locale: string) {
  // Plain "en" would put the month first; staff pages follow the order of the other European languages.
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { timeZone: "UTC", ...options });
  return {
    clock: date({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    dayAndMinute: date({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    whole: date({ dateStyle: "medium", timeStyle: "medium" }),
    dayOnly: date({ day: "numeric", month: "short" }),
    dayAndYear: date({ day: "numeric", month: "short", year: "numeric" }),
    number: new Intl.NumberFormat(locale),
  };
}

const made = new Map<string, ReturnType<typeof makeIntl>>();

function intlOf(locale: string): ReturnType<typeof makeIntl> {
  const intl = made.get(locale) ?? makeIntl(locale);
  made.set(locale, intl);
  return intl;
}

/** Formats for this request's language, around its present. */
export async function staffFormat(): Promise<StaffFormat> {
  const [locale, t] = await Promise.all([getLocale(), getTranslations("staff")]);
  const { clock, dayAndMinute, whole, dayOnly, dayAndYear, number } = intlOf(locale);
  const present = now();

  const yearOf = (moment: Date) => moment.getUTCFullYear();
  const dayOf = (moment: Date) => Math.floor(moment.getTime() / day);

  const format: StaffFormat = {
    stamp: (iso) => {
      const moment = new Date(iso);
      if (dayOf(moment) === dayOf(present)) return clock.format(moment);
      return yearOf(moment) === yearOf(present)
        ? dayAndMinute.format(moment).replace(",", "")
        : dayAndYear.format(moment);
    },
    full: (iso) => t("time.utc", { stamp: whole.format(new Date(iso)) }),
    moment: (iso) => [`${iso.slice(0, 19)}Z`, format.stamp(iso)],
    day: (iso) => {
      const moment = new Date(iso);
      return (yearOf(moment) === yearOf(present) ? dayOnly : dayAndYear).format(moment);
    },
    span: (ms) => {
      const left = Math.max(0, ms);
      if (left < minute) return t("time.seconds", { seconds: Math.floor(left / 1000) });
      if (left < hour) return t("time.minutes", { minutes: Math.floor(left / minute) });
      if (left < day) return format.hours(left);
      const days = Math.floor(left / day);
      return days < 10 ? t("time.days", { days, hours: Math.floor((left % day) / hour) }) : t("time.long", { days });
    },
    hours: (ms) => {
      const minutes = String(Math.floor((ms % hour) / minute)).padStart(2, "0");
      return t("time.hours", { hours: Math.floor(ms / hour), minutes });
    },
    age: (iso) => format.span(present.getTime() - Date.parse(iso)),
    count: ({ value, more }) => {
      const count = number.format(value);
      return more ? t("count.cut", { count }) : count;
    },
    country: (code) => (code === "unknown" ? t("country.unknown") : countryName(code, locale)),
    date: (date) => writePartialDate(date, locale, t),
  };
  return format;
}
