import "server-only";
import { isIP } from "node:net";
import { headers } from "next/headers";
import { networkAddress } from "@/lib/auth/network-address";
import type { Press } from "@/lib/connect/schema";
import { now } from "@/lib/time";

/** Who presses now, as an acceptance is recorded; null where the network address is unknown, and nothing can be. */
export async function thisPress(): Promise<Press | null> {
  const [given, address] = await Promise.all([headers(), networkAddress()]);
  // An IPv4 address on a socket of IPv6.
  const ip = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(ip) === 0 ? null : { at: now(), ip, userAgent: given.get("user-agent")?.slice(0, 500) ?? null };
}
