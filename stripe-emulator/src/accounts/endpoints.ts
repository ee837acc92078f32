import type { Endpoint } from "../http/endpoint.ts";

/** Stripe API, Accounts: the one the call acts for, with what the document requires and nothing more. */
export const accountEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/account",
    kind: null,
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
