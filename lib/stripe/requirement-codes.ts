import type Stripe from "stripe";

/**
 * Why Stripe refused what was given for a requirement: Stripe API, Account.requirements.errors[].code, SDK 23.1.0. The enum is
 * open. `invalid_phone_number` is missing there, and the commonest in recorded test-mode answers of 2023 to 2025.
 */
export type RequirementErrorCode = Stripe.Account.Requirements.Error.Code | "invalid_phone_number";

/** Why charges or payouts of an account are off: Stripe API, Account.requirements.disabled_reason, SDK 23.1.0. Open too. */
export type DisabledReason = Stripe.Account.Requirements.DisabledReason;

/**
 * Stripe API, Person.verification.document.details_code, as its description lists them; those of additional_document and of
 * Account.company.verification.document are among them.
 */
export const documentDetailsCodes = [
  ...["document_corrupt", "document_country_not_supported", "document_expired", "document_failed_copy"],
  ...["document_failed_greyscale", "document_failed_other", "document_failed_test_mode", "document_fraudulent"],
  ...["document_incomplete", "document_invalid", "document_manipulated", "document_missing_back"],
  ...["document_missing_front", "document_not_readable", "document_not_uploaded", "document_photo_mismatch"],
  ...["document_too_large", "document_type_not_supported"],
] as const;

/** Stripe API, Person.verification.details_code, as its description lists them. */
export const personDetailsCodes = [
  ...["document_address_mismatch", "document_dob_mismatch", "document_duplicate_type", "document_id_number_mismatch"],
  ...["document_name_mismatch", "document_nationality_mismatch", "failed_keyed_identity", "failed_other"],
] as const;

/** Any of the codes of a document or a person; each is a requirement's error code without its `verification_`. */
export type DetailsCode = (typeof documentDetailsCodes)[number] | (typeof personDetailsCodes)[number];
