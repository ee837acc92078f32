import { defaultLocale, type Locale, locales } from "@/i18n/locales";
import type { InAnyLanguage } from "@/i18n/messages";
import { localeOf } from "@/i18n/negotiate";
import en from "@/messages/en/error.json";

// In the script of every page, in all languages: they must be there when nothing more can be loaded.
const texts: Record<Locale, InAnyLanguage<typeof en>> = { en };

/** The language of the page that is open, or, where it could not say, the one that its reader is answered in. */
function localeInBrowser(): Locale {
  if (typeof document === "undefined") return defaultLocale;
  const ofPage = locales.find((locale) => locale === document.documentElement.lang);
  return ofPage ?? localeOf({ cookies: document.cookie, languages: navigator.languages });
}

/** The texts of the error pages, and their language. Only in a browser, where error pages are drawn. */
export function errorTexts(): { locale: Locale; texts: InAnyLanguage<typeof en> } {
  const locale = localeInBrowser();
  return { locale, texts: texts[locale] };
}
