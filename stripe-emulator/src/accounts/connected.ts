import type { Call } from "../http/endpoint.ts";
import { ApiError } from "../http/errors.ts";
import type { AccountRecord } from "../records/account.ts";

/** The connected account the call is about. Throws 404 for the platform's own, which nothing here can change. */
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
