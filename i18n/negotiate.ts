import { type Locale, locales } from "@/i18n/locales";

/** The cookie with the language that a person chose. */
const localeCookie = "locale";

const chosen = new RegExp(`(?:^|;)\\s*${localeCookie}=([A-Za-z0-9-]+)`);

/** More of a header is not read: no browser sends it, and anybody may. */
const mostCharacters = 200;

/** The header's languages, best first, without those that are refused (RFC 9110, 12.5.4). */
function readLanguages(acceptLanguage: string): string[] {
  return acceptLanguage
    .slice(0, mostCharacters)
    .split(",")
    .map((range) => {
      const [tag = "", weight = "1"] = range.split(/\s*;\s*q=/i);
      return { tag: tag.trim(), weight: Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

/** The one of `available` with which `tag`, in lower case, begins, else one of the same language; by whole subtags (RFC 4647, 3.4). */
function lookUp<Of extends string>(tag: string, available: readonly Of[]): Of | undefined {
  for (let rest = tag; rest !== ""; rest = rest.slice(0, Math.max(0, rest.lastIndexOf("-")))) {
    const found = available.find((locale) => locale.toLowerCase() === rest);
    if (found) return found;
  }
  const [language] = tag.split("-", 1);
  return available.find((locale) => locale.toLowerCase().startsWith(`${language}-`));
}

/** What a request or a browser says about languages: its cookies, as HTTP writes them, and what its reader reads, BCP 47, best first. */
export type Asked = { cookies: string | null | undefined; languages: readonly string[] };

/** What two headers of a request say. A browser knows its languages without them, and error pages carry no more than they need. */
export const askedIn = (cookies: string | null | undefined, acceptLanguage: string | null | undefined): Asked => ({
  cookies,
  languages: readLanguages(acceptLanguage ?? ""),
});

/** What a request's headers say about languages. */
export const askedBy = (headers: Headers): Asked => askedIn(headers.get("cookie"), headers.get("accept-language"));

/** The language of `available` that is chosen by cookie, else asked for, else the first. Takes a few microseconds. */
export function negotiate<Of extends string>(asked: Asked, available: readonly [Of, ...Of[]]): Of {
  const [, own] = chosen.exec(asked.cookies ?? "") ?? [];
  const byChoice = available.find((locale) => locale === own);
  if (byChoice) return byChoice;
  for (const tag of asked.languages) {
    const found = lookUp(tag.toLowerCase(), available);
    if (found) return found;
  }
  return available[0];
}

/** The language in which a request or a browser is answered; always one that has its messages. */
export const localeOf = (asked: Asked): Locale => negotiate(asked, locales);
