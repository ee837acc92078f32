import { ApiError } from "./errors.ts";
import { type Caller, maskKey } from "./keys.ts";

/** Whether an account is connected to a platform. */
export type IsConnected = (account: string, platform: string) => boolean;

/**
 * The account that a call names by `Stripe-Account` or in its path, or `from` if it names none. Throws 403 for one that is
 * neither `from` itself nor connected to it.
 */
export function reachAccount(caller: Caller, from: string, named: string | null, isConnected: IsConnected): string {
  if (named === null || named === from || isConnected(named, from)) return named ?? from;

  throw new ApiError(
    `The provided key '${maskKey(caller.key)}' does not have access to account '${named}' (or that account does not exist). Application access may have been revoked.`,
    { status: 403, code: "account_invalid", beforeExecution: true },
  );
}
