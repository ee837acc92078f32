import { securityHeaders } from "@/lib/http/security-headers";
import texts from "@/messages/en/http.json";

/** Why a request is refused before any page, route or action sees it. */
export type RefusalStatus = 400 | 403 | 404 | 405 | 413 | 415;

/** What we are asked with, and nothing else. */
export const methods: readonly string[] = ["GET", "HEAD", "POST"];

/** A refusal in full: a sentence for whoever reads it, in English, as no language is known yet. */
export const refusalOf = (status: RefusalStatus) => ({
  status,
  text: `${texts[status]}\n`,
  headers: {
    // The policy of the page that was asked for does not hold for this.
    ...securityHeaders,
    "content-type": "text/plain; charset=utf-8",
    ...(status === 405 && { allow: methods.join(", ") }),
  },
});
