import type { Clock } from "../clock/clock.ts";
import { ApiError } from "./errors.ts";
import type { Caller } from "./keys.ts";

/** Stripe API, access to verification results: recent means processed in the last 48 hours. */
const recentSeconds = 48 * 3600;

/** Throws Stripe's 403 unless the key may read sensitive results at all. */
export function requireSensitive(caller: Caller): void {
  if (!caller.permissions.has("recent_sensitive") && !caller.permissions.has("all_sensitive")) throw sensitiveError();
}

/** Throws the same for results processed more than 48 h ago, unless the key may read all. Null: nothing was processed. */
export function requireRecent(clock: Clock, caller: Caller, processedAt: number | null): void {
  if (processedAt === null || caller.permissions.has("all_sensitive")) return;
  if (clock.now() - processedAt > recentSeconds) throw sensitiveError();
}

const sensitiveError = () =>
  new ApiError(
    "To access sensitive verification results, configure a restricted API key with appropriate permissions. See https://docs.stripe.com/identity/access-verification-results for details.",
    { status: 403, beforeExecution: true },
  );
