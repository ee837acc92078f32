/** Languages that have a message file, BCP 47. */
export const locales = ["en"] as const;

/** A language that has a message file. */
export type Locale = (typeof locales)[number];

/** What people read when they ask for a language that we do not have. */
export const defaultLocale: Locale = "en";

const rightToLeft: readonly string[] = ["ar", "fa", "he", "ur"];

/** Which way a language is written; `locale` as BCP 47. */
export const directionOf = (locale: string): "ltr" | "rtl" =>
  rightToLeft.includes(locale.split("-")[0] ?? "") ? "rtl" : "ltr";
