import "server-only";
import { isIP } from "node:net";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { networkAddress } from "@/lib/auth/network-address";
import { acceptTermsInput, type ConnectResult, type Press } from "@/lib/connect/schema";
import { now } from "@/lib/time";

/** Who presses now, as an acceptance is recorded; null where the network address is unknown, and nothing can be. */
export async function thisPress(): Promise<Press | null> {
  const [given, address] = await Promise.all([headers(), networkAddress()]);
  // An IPv4 address on a socket of IPv6.
  const ip = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(ip) === 0 ? null : { at: now(), ip, userAgent: given.get("user-agent")?.slice(0, 500) ?? null };
}

/** What a form was drawn with, so that the same press sent twice is one call of Stripe's. */
export const pressId = acceptTermsInput.shape.press;

/** Every field of a form; which of them count, its questions say. */
export const formFields = z.record(z.string(), z.string());

export const startPage = "/connect";

/** Where a press came from, among the seller's pages. */
export const backPath = z
  .string()
  .regex(/^\/connect[\w/?=&-]*$/)
  .catch(startPage);

export const withWord = (path: string, name: string, word: string) =>
  `${path}${path.includes("?") ? "&" : "?"}${name}=${word}`;

/** The page at this path with the notice that a press was refused by this code. */
export const withCode = (path: string, code: string) => withWord(path, "refused", code);

/** Where a press ends that has no form to show what is wrong. */
export const finish = (result: ConnectResult, done: string, back: string): never =>
  redirect(result.ok ? done : withCode(back, result.code === "field" ? "stripe_refused" : result.code));
