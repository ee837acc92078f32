import type { Address, Metadata } from "./common.ts";

/** Stripe API, Customer, without billing. */
export type CustomerRecord = {
  id: string;
  object: "customer";
  address: Address | null;
  balance: number;
  business_name?: string;
  created: number;
  currency: null;
  customer_account: null;
  default_source: null;
  delinquent: false;
  description: string | null;
  discount: null;
  email: string | null;
  individual_name?: string;
  invoice_prefix: string;
  invoice_settings: { custom_fields: null; default_payment_method: null; footer: null; rendering_options: null };
  livemode: false;
  metadata: Metadata;
  name: string | null;
  next_invoice_sequence: number;
  phone: string | null;
  preferred_locales: string[];
  shipping: { address: Address; name: string; phone: string | null } | null;
  tax_exempt: "exempt" | "none" | "reverse";
  test_clock: null;
};

/** What is left of a customer that was deleted. */
export type DeletedCustomerRecord = { id: string; object: "customer"; created: number; deleted: true };
