import type { MyVerification } from "@/lib/verification/schema";

/**
 * How long the check took, in ms: from the press that opened it last to Stripe's result. Null where one of them is not known, or the
 * press came after the result, as of somebody verified who proves themselves once more for their seller's account. What Stripe calls
 * submitted is no beginning: of an attempt that has ended it has one time alone.
 */
export function tookMs({ startedAt, verifiedAt }: Pick<MyVerification, "startedAt" | "verifiedAt">): number | null {
  if (startedAt === null || verifiedAt === null) return null;
  const ms = Date.parse(verifiedAt) - Date.parse(startedAt);
  return ms > 0 ? ms : null;
}
