/** The languages that have a folder in `messages`, BCP 47. The first is for whoever asks for none of them. */
export const locales = ["en"] as const;

/** A language that has its messages. */
export type Locale = (typeof locales)[number];

/** What people read when they ask for a language that we do not have. */
export const defaultLocale: Locale = locales[0];

const rightToLeft: readonly string[] = ["ar", "fa", "he", "ur"];

/** Which way a language is written; `locale` as BCP 47. */
export const directionOf = (locale: string): "ltr" | "rtl" =>
  rightToLeft.includes(locale.split("-")[0] ?? "") ? "rtl" : "ltr";
