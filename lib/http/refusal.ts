import type { Locale } from "@/i18n/locales";
import type { InAnyLanguage } from "@/i18n/messages";
import { type Asked, localeOf } from "@/i18n/negotiate";
import { securityHeaders } from "@/lib/http/security-headers";
import en from "@/messages/en/http.json";

/** Why a request is refused: before any page, route or action sees it, or by a route; 422 and 429 by a route alone. */
export type RefusalStatus = 400 | 403 | 404 | 405 | 413 | 415 | 422 | 429;

const texts: Record<Locale, InAnyLanguage<typeof en>> = { en };

/**
 * A refusal in full: a sentence for whoever reads it, in the language that the request `asked` for. A 405 says which `methods`
 * the address takes.
 */
export function refusalOf(status: RefusalStatus, asked: Asked, methods: readonly string[] = []) {
  const locale = localeOf(asked);
  return {
    status,
    text: `${texts[locale][status]}\n`,
    headers: {
      // The policy of the page that was asked for does not hold for this.
      ...securityHeaders,
      "content-type": "text/plain; charset=utf-8",
      "content-language": locale,
      ...(status === 405 && { allow: methods.join(", ") }),
    },
  };
}
