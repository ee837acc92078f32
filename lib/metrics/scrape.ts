import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { comesFromLoopback } from "@/lib/http/forwarded-for";

/** What a scrape is sent with; `forwardedFor` ends with the address of the peer. */
type Scrape = { authorization: string | null; forwardedFor: string | null };

/**
 * Null when a scrape may be answered, else the status that refuses it. A bearer token that matches METRICS_TOKEN is accepted,
 * another is refused. Without a token only loopback is accepted, and through no proxy: 401 where a token would help, 404
 * where none is configured.
 */
export function refusalOf(
  scrape: Scrape,
  settings: { metricsToken: string | null; trustedProxies: number },
): 401 | 404 | null {
  const { metricsToken, trustedProxies } = settings;
  const bearer = /^Bearer +(\S+)$/i.exec(scrape.authorization ?? "")?.[1];
  if (metricsToken !== null && bearer !== undefined) return isSame(bearer, metricsToken) ? null : 401;
  if (comesFromLoopback(scrape.forwardedFor, trustedProxies)) return null;
  return metricsToken === null ? 404 : 401;
}

/** Compares in a time that tells nothing, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
