import { arabic } from "./ar.ts";
import { german } from "./de.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { french } from "./fr.ts";
import { japanese } from "./ja.ts";
import type { Messages } from "./messages.ts";

/** Every language, in the order the page lists them: its own name, its direction, its texts. */
export const languages = {
  en: { name: "English", direction: "ltr", messages: english },
  de: { name: "Deutsch", direction: "ltr", messages: german },
  fr: { name: "Français", direction: "ltr", messages: french },
  es: { name: "Español", direction: "ltr", messages: spanish },
  ja: { name: "日本語", direction: "ltr", messages: japanese },
  ar: { name: "العربية", direction: "rtl", messages: arabic },
} as const satisfies Record<string, { name: string; direction: "ltr" | "rtl"; messages: Messages }>;

export type Locale = keyof typeof languages;

/** The locale a tag such as `de-AT` asks for, or null if it is not among ours. */
export function toLocale(tag: string | null): Locale | null {
  const [language] = (tag ?? "").trim().toLowerCase().split(/[-_]/);
  // The keys of the object above are exactly Locale.
  return language !== undefined && Object.hasOwn(languages, language) ? (language as Locale) : null;
}

/** The best of our languages by a browser's `Accept-Language` with its quality values; English if none is wanted. */
export function preferredLocale(acceptLanguage: string | undefined): Locale {
  const wanted = (acceptLanguage ?? "").split(",").map((item) => {
    const [tag = "", ...parameters] = item.split(";").map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    return { locale: toLocale(tag), quality: quality ? Number(quality.slice(2)) : 1 };
  });
  // Sorting is stable: of equal qualities the first stays first. A quality of 0 means "not this one".
  const [best] = wanted
    .filter(({ locale, quality }) => locale && quality > 0)
    .sort((one, other) => other.quality - one.quality);
  return best?.locale ?? "en";
}
