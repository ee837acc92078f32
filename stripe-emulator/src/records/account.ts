import type { Acceptance, DocumentSides, JapanAddress, PersonDetails } from "./account-person.ts";
import type { Requirements } from "./account-requirements.ts";
import type { Checks } from "./check.ts";
import type { Address, DateParts, Given, Metadata } from "./common.ts";
import type { IdentityNumber } from "./identity-number.ts";

/** Stripe API, Capability: what an account may be asked to be able to do. */
export const capabilityNames = [
  "acss_debit_payments",
  "affirm_payments",
  "afterpay_clearpay_payments",
  "alma_payments",
  "amazon_pay_payments",
  "app_distribution",
  "au_becs_debit_payments",
  "bacs_debit_payments",
  "bancontact_payments",
  "bank_transfer_payments",
  "billie_payments",
  "bizum_payments",
  "blik_payments",
  "blik_recurring_payments",
  "boleto_payments",
  "card_issuing",
  "card_payments",
  "cartes_bancaires_payments",
  "cashapp_payments",
  "crypto_payments",
  "eps_payments",
  "fpx_payments",
  "gb_bank_transfer_payments",
  "giropay_payments",
  "grabpay_payments",
  "ideal_payments",
  "india_international_payments",
  "jcb_payments",
  "jp_bank_transfer_payments",
  "kakao_pay_payments",
  "klarna_payments",
  "konbini_payments",
  "kr_card_payments",
  "legacy_payments",
  "link_payments",
  "mb_way_payments",
  "mobilepay_payments",
  "multibanco_payments",
  "mx_bank_transfer_payments",
  "naver_pay_payments",
  "nz_bank_account_becs_debit_payments",
  "oxxo_payments",
  "p24_payments",
  "pay_by_bank_payments",
  "payco_payments",
  "paynow_payments",
  "paypay_payments",
  "payto_payments",
  "pix_payments",
  "promptpay_payments",
  "revolut_pay_payments",
  "samsung_pay_payments",
  "satispay_payments",
  "scalapay_payments",
  "sepa_bank_transfer_payments",
  "sepa_debit_payments",
  "sequra_payments",
  "sofort_payments",
  "sunbit_payments",
  "swish_payments",
  "tax_reporting_us_1099_k",
  "tax_reporting_us_1099_misc",
  "transfers",
  "treasury",
  "twint_payments",
  "upi_payments",
  "us_bank_account_ach_payments",
  "us_bank_transfer_payments",
  "wero_payments",
  "zip_payments",
] as const;
export type CapabilityName = (typeof capabilityNames)[number];

export const businessTypes = ["company", "government_entity", "individual", "non_profit"] as const;
export type BusinessType = (typeof businessTypes)[number];

type Money = { amount: number; currency: string };
type DocumentFiles = { files: string[] };
type SignedDocument = Given<{ files: string[]; signer: Given<{ person: string }> }>;

export type BusinessProfile = Given<{
  annual_revenue: Money & { fiscal_year_end: string };
  estimated_worker_count: number;
  mcc: string;
  minority_owned_business_designation: string[];
  monthly_estimated_revenue: Money;
  name: string;
  product_description: string;
  specified_commercial_transactions_act_url: string;
  support_address: Given<Address>;
  support_email: string;
  support_phone: string;
  support_url: string;
  url: string;
}>;

/** Stripe API, `company`, as far as it was given. Numbers are kept as what their check says. */
export type Company = Given<{
  address: Given<Address>;
  address_kana: Given<JapanAddress>;
  address_kanji: Given<JapanAddress>;
  administrative_address: Given<Address>;
  directors_provided: boolean;
  directorship_declaration: Given<Acceptance>;
  executives_provided: boolean;
  export_license_id: string;
  export_purpose_code: string;
  name: string;
  name_kana: string;
  name_kanji: string;
  owners_provided: boolean;
  ownership_declaration: Given<Acceptance>;
  ownership_exemption_reason: string;
  phone: string;
  physical_address: Given<Address>;
  principal_place_of_business: Given<Address>;
  registration_date: DateParts;
  registration_number: IdentityNumber;
  representative_declaration: Given<Acceptance>;
  structure: string;
  tax_id: IdentityNumber;
  tax_id_registrar: string;
  vat_id: IdentityNumber;
  verification: Given<{ document: Given<DocumentSides> }>;
}>;

/** Stripe API, `individual`: the details of a Person, without what only others have. */
export type Individual = Omit<
  PersonDetails,
  "additional_tos_acceptances" | "documents" | "nationality" | "us_cfpb_data"
>;

export type AccountDocuments = Given<{
  bank_account_ownership_verification: DocumentFiles;
  company_license: DocumentFiles;
  company_memorandum_of_association: DocumentFiles;
  company_ministerial_decree: DocumentFiles;
  company_registration_verification: DocumentFiles;
  company_tax_id_verification: DocumentFiles;
  proof_of_address: DocumentFiles;
  proof_of_business_presence: DocumentFiles;
  proof_of_registration: SignedDocument;
  proof_of_ultimate_beneficial_ownership: SignedDocument;
}>;

export type AccountSettings = Given<{
  bacs_debit_payments: Given<{ display_name: string }>;
  branding: Given<{ icon: string; logo: string; primary_color: string; secondary_color: string }>;
  card_issuing: Given<{ tos_acceptance: Given<Acceptance> }>;
  card_payments: Given<{
    decline_on: Given<{ avs_failure: boolean; cvc_failure: boolean }>;
    statement_descriptor_prefix: string;
    statement_descriptor_prefix_kana: string;
    statement_descriptor_prefix_kanji: string;
  }>;
  invoices: Given<{ default_account_tax_ids: string[]; hosted_payment_method_save: string }>;
  payments: Given<{
    statement_descriptor: string;
    statement_descriptor_kana: string;
    statement_descriptor_kanji: string;
  }>;
  payouts: Given<{
    debit_negative_balances: boolean;
    schedule: Given<{
      delay_days: number;
      interval: string;
      monthly_anchor: number;
      monthly_payout_days: number[];
      weekly_anchor: string;
      weekly_payout_days: string[];
    }>;
    statement_descriptor: string;
  }>;
  paypay_payments: Given<{
    additional_files: string[];
    goods_type: string;
    site: Given<{
      accessible: Record<string, never>;
      in_development: Given<{ password: IdentityNumber; username: string }>;
      restricted: Given<{ payment_flow_file: string }>;
      type: string;
    }>;
  }>;
  sepa_debit_payments: Given<{ creditor_id: string }>;
  treasury: Given<{ tos_acceptance: Given<Acceptance> }>;
}>;

export type TosAcceptance = Given<Acceptance & { service_agreement: string }>;

/** Stripe API, Capability; kept with its account. */
export type CapabilityState = {
  requested: boolean;
  requested_at: number | null;
  status: "active" | "inactive" | "pending" | "unrequested";
  requirements: Requirements;
  future_requirements: Requirements;
};

/** What is asked of an account for another reason than its country's table: a threshold, a risk review, a new rule. */
export type RaisedRequirement = {
  requirement: string;
  /** When it is past due, Unix seconds; null without a deadline. */
  deadline: number | null;
  future: boolean;
  stops: "charges" | "payouts" | "both";
  error: { code: string; reason: string } | null;
  /** Answered and under review: it is pending. */
  answered: boolean;
};

/** Stripe API, `requirements.disabled_reason` of an Account, where it says that somebody stopped it. */
export const blockedReasons = [
  "listed",
  "other",
  "platform_paused",
  "rejected.fraud",
  "rejected.incomplete_verification",
  "rejected.listed",
  "rejected.other",
  "rejected.platform_fraud",
  "rejected.platform_other",
  "rejected.platform_terms_of_service",
  "rejected.terms_of_service",
  "under_review",
] as const;
type BlockedReason = (typeof blockedReasons)[number];

/** Stripe API, `requirements.disabled_reason` of a Capability, where it alone was stopped. */
export const capabilityBlocks = [
  "pending.onboarding",
  "platform_disabled",
  "rejected.inactivity",
  "rejected.unsupported_business",
] as const;
type CapabilityBlock = (typeof capabilityBlocks)[number];

/** Stripe API, Account of a platform that collects everything itself (`type=custom`). It belongs to the platform. */
export type AccountRecord = {
  id: string;
  object: "account";
  business_type: BusinessType | null;
  charges_enabled: boolean;
  controller: {
    fees: { payer: "application" | "application_custom" };
    is_controller: true;
    losses: { payments: "application" };
    requirement_collection: "application";
    stripe_dashboard: { type: "none" };
    type: "application";
  };
  country: string;
  created: number;
  default_currency: string;
  details_submitted: boolean;
  email: string | null;
  future_requirements: Requirements;
  groups: { payments_pricing: string | null };
  metadata: Metadata;
  payouts_enabled: boolean;
  requirements: Requirements;
  type: "custom" | "none";
  internal: {
    businessProfile: BusinessProfile;
    company: Company;
    documents: AccountDocuments;
    settings: AccountSettings;
    tosAcceptance: TosAcceptance;
    /** By name, in the order in which they were asked for. */
    capabilities: Record<string, CapabilityState>;
    /** Of entries of the account itself: `business_profile.url`, `company.tax_id`. */
    checks: Checks;
    raised: RaisedRequirement[];
    /** `company.…_provided` that came true by themselves. Absent in files of earlier versions until the account changes. */
    provided?: readonly string[];
    /** Why it was rejected or paused; null if it was not. */
    blocked: { reason: BlockedReason; keepsPayouts: boolean } | null;
    /** Why one of its capabilities alone was stopped, by name. Absent in files of earlier versions. */
    blockedCapabilities?: Record<string, CapabilityBlock>;
    /** Which of the two was ever enabled. */
    wasEnabled: { charges: boolean; payouts: boolean };
    /** Since when each entry with a deadline is due, Unix seconds. */
    dueSince: Record<string, number>;
    /** When the next deadline passes, Unix seconds; null if none is to come. */
    nextDeadline: number | null;
    /** Legal data change only by tokens, once the account was made by one. */
    byToken: boolean;
    /** How often an `account.updated` was made. */
    updates: number;
  };
};
