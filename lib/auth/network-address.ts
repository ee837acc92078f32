import "server-only";
import { headers } from "next/headers";
import { env } from "@/lib/env";
import { callerOf } from "@/lib/http/forwarded-for";

/** Where the request comes from: the peer of our socket, or with proxies of ours before the app whom they saw. */
export async function networkAddress(): Promise<string> {
  return callerOf((await headers()).get("x-forwarded-for"), env().trustedProxies) ?? "unknown";
}
