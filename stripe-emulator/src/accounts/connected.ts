import type { Call } from "../http/endpoint.ts";
import { ApiError, noSuch } from "../http/errors.ts";
import type { AccountRecord } from "../records/account.ts";

/** The connected account the call is about. Throws 400 for the platform's own, which nothing here can change. */
export function connected(call: Call): AccountRecord {
  const account = call.find("account", call.account);
  if (account) return account;
  throw new ApiError(
    "This emulator keeps nothing of the platform's own account: only connected accounts can be changed.",
    {
      status: 400,
      param: "account",
    },
  );
}

/** Refuses to make a way into Stripe's own forms: throws 400 unless the platform itself asks, for an account of its own. */
export function checkPlatformOf(call: Call, account: string): void {
  if (call.account !== call.caller.account) {
    throw new ApiError("You must have a client application set in order to make this request.");
  }
  if (!call.find("account", account)) throw noSuch("account", account, "account");
}
