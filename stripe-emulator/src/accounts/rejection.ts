import type { Call, Endpoint } from "../http/endpoint.ts";
import { ApiError } from "../http/errors.ts";
import { missing, type Parameters } from "../http/parameters.ts";
import { type AccountContext, changeAccount } from "./change.ts";
import { connected } from "./connected.ts";

const path = "/v1/accounts/:account";
const kind = "account";

/** Stripe API, Accounts: reject and unreject. */
export const rejectionEndpoints: readonly Endpoint<AccountContext>[] = [
  { method: "POST", path: `${path}/reject`, kind, permission: "connected_account_write", prepare: prepareReject },
  {
    method: "POST",
    path: `${path}/unreject`,
    kind,
    permission: "connected_account_write",
    prepare: () => unreject,
  },
];

/** Stripe API, reject: an open list; what it makes of each is named in `requirements.disabled_reason` [?]. */
const rejections = {
  credit: "rejected.platform_other",
  fraud: "rejected.platform_fraud",
  fraud_no_intent_to_fulfill: "rejected.platform_fraud",
  fraud_other: "rejected.platform_fraud",
  fraud_payment_method_casher: "rejected.platform_fraud",
  fraud_payment_method_tester: "rejected.platform_fraud",
  other: "rejected.platform_other",
  terms_of_service: "rejected.platform_terms_of_service",
} as const;
// The names written just above.
const rejectionReasons = Object.keys(rejections) as (keyof typeof rejections)[];

function prepareReject(parameters: Parameters) {
  const reason = parameters.oneOf("reason", rejectionReasons);
  if (!reason) throw missing("reason");
  const keepsPayouts = parameters.oneOf("payouts_action", ["none", "pause"]) === "none";
  return (call: Call, context: AccountContext) => {
    const account = connected(call);
    changeAccount(context, account, call.cause, () => {
      account.internal.blocked = { reason: rejections[reason], keepsPayouts };
    });
    return call.show(kind, account);
  };
}

function unreject(call: Call, context: AccountContext) {
  const account = connected(call);
  if (!account.internal.blocked?.reason.startsWith("rejected.platform_")) {
    throw new ApiError("This account was not rejected by your platform.");
  }
  changeAccount(context, account, call.cause, () => {
    account.internal.blocked = null;
  });
  return call.show(kind, account);
}
