import type { Endpoint } from "../http/api.ts";

/** Stripe API, Accounts: the key's own account, with what the document requires and nothing more. */
export const accountEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/account",
    // Nothing is kept of it, and nothing of it can be expanded.
    kind: "webhook_endpoint",
    permission: "account_read",
    prepare: () => (call) => ({
      id: call.account,
      object: "account",
      charges_enabled: false,
      details_submitted: true,
      email: null,
      payouts_enabled: false,
      type: "standard",
    }),
  },
];
