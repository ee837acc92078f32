import "server-only";
import { headers } from "next/headers";
import { env } from "@/lib/env";

/**
 * Where the request comes from, as far as it can be known: the entry of X-Forwarded-For that the outermost of our
 * proxies wrote. With no proxy of ours before the app the header is the caller's own word; only the limit per e-mail
 * address is then certain.
 */
export async function networkAddress(): Promise<string> {
  const entries = ((await headers()).get("x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
  return entries.at(-Math.max(1, env().trustedProxies)) || "unknown";
}
