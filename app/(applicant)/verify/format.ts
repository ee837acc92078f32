import type { MyVerification } from "@/lib/verification/schema";

/** The locale that dates and lists are written in: plain "en" would bring the American order and comma. */
export const formatLocale = (locale: string): string => (locale === "en" ? "en-GB" : locale);

/** "passport, identity card or driving licence", in the reader's language; `t` reads `applicant.document`. */
export const documentList = (mine: MyVerification, t: (key: string) => string, locale: string): string =>
  new Intl.ListFormat(formatLocale(locale), { type: "disjunction" }).format(
    mine.allowedDocuments.map((document) => t(document)),
  );

/** The message and its number for how long something took: key under `applicant.strip`. */
export function tookWords(ms: number): { key: string; values: Record<string, string | number> } {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return { key: "seconds", values: { seconds } };
  if (seconds < 3600) {
    return { key: "minutes", values: { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` } };
  }
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? { key: "hours", values: { hours } } : { key: "days", values: { days: Math.round(hours / 24) } };
}
