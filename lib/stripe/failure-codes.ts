/** Stripe API, VerificationSession.last_error.code as of 2026-10-28.endive: the 19 known codes. Stripe may add more. */
export const failureCodes = [
  "abandoned",
  "consent_declined",
  "country_not_supported",
  "device_not_supported",
  "document_expired",
  "document_type_not_supported",
  "document_unverified_other",
  "email_unverified_other",
  "email_verification_declined",
  "id_number_insufficient_document_data",
  "id_number_mismatch",
  "id_number_unverified_other",
  "phone_unverified_other",
  "phone_verification_declined",
  "selfie_document_missing_photo",
  "selfie_face_mismatch",
  "selfie_manipulated",
  "selfie_unverified_other",
  "under_supported_age",
] as const;

/** One of Stripe's codes, or `unknown` for one that Stripe added after this was written. */
export type FailureCode = (typeof failureCodes)[number] | "unknown";

/** Narrows Stripe's open enum: a code that we do not know yet becomes `unknown`, none stays null. */
export function toFailureCode(raw: string | null): FailureCode | null {
  if (raw === null) return null;
  return failureCodes.find((code) => code === raw) ?? "unknown";
}

/** What `stripe.verifyIdentity` may answer in the browser; names differ from `last_error.code` (Stripe docs, js/identity/modal). */
export const clientErrorCodes = [
  "consent_declined",
  "device_unsupported",
  "under_supported_age",
  "phone_otp_declined",
  "email_verification_declined",
  "session_cancelled",
] as const;

/** A code of Stripe.js, or `unknown` for any other. */
export type ClientErrorCode = (typeof clientErrorCodes)[number] | "unknown";
