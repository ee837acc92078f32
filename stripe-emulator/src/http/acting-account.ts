import { ApiError } from "./errors.ts";
import type { Caller } from "./keys.ts";

/** Whether an account is connected to a platform. */
export type IsConnected = (account: string, platform: string) => boolean;

/**
 * The account a call acts for: that of the key, or the connected one that `Stripe-Account` names. Throws 403 for an
 * account that is not connected to that of the key.
 */
export function actingAccount(caller: Caller, named: string | null, isConnected: IsConnected): string {
  if (named === null) return caller.account;
  if (isConnected(named, caller.account)) return named;

  throw new ApiError(
    `The provided key does not have access to account '${named}' (or that account does not exist). Application access may have been revoked.`,
    { status: 403, code: "account_invalid", beforeExecution: true },
  );
}
