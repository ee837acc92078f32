import "server-only";
import { headers } from "next/headers";
import { requestIdHeader } from "@/lib/http/request-context";
import { withRequestId } from "@/lib/log";

/** Runs an action's or page's work under the id that its request was given; its log lines, jobs and Stripe calls carry it. */
export async function inRequest<T>(work: (requestId: string) => Promise<T>): Promise<T> {
  const requestId = (await headers()).get(requestIdHeader) ?? crypto.randomUUID();
  return withRequestId(requestId, () => work(requestId));
}
