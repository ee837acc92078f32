import "server-only";
import { headers } from "next/headers";
import { withRequestId } from "@/lib/log";

/** Runs an action's or page's work under the id that middleware gave the request; its log lines, jobs and Stripe calls carry it. */
export async function inRequest<T>(work: () => Promise<T>): Promise<T> {
  const given = (await headers()).get("x-request-id");
  return withRequestId(given ?? crypto.randomUUID(), work);
}
