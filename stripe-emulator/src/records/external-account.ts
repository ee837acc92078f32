import type { Checks } from "./check.ts";
import type { Metadata } from "./common.ts";

/** A bank account as it was typed in, without its number. */
export type BankDetails = {
  account_holder_name: string | null;
  account_holder_type: "company" | "individual" | null;
  account_type: string | null;
  bank_name: string | null;
  country: string;
  currency: string;
  fingerprint: string;
  last4: string;
  routing_number: string | null;
};

/** Stripe API, BankAccount of a connected account. Cards are not there. */
export type ExternalAccountRecord = BankDetails & {
  id: string;
  object: "bank_account";
  account: string;
  available_payout_methods: string[];
  created: number;
  default_for_currency: boolean;
  metadata: Metadata;
  status: "new" | "errored" | "verification_failed";
  internal: { checks: Checks };
};
