/** Stripe API, VerificationSession.last_error.code: all 19 codes, by the stage they arise at. */
export const failureCodes = {
  before_submission: [
    "consent_declined",
    "device_not_supported",
    "under_supported_age",
    "country_not_supported",
    "abandoned",
  ],
  document: ["document_expired", "document_type_not_supported", "document_unverified_other"],
  selfie: ["selfie_document_missing_photo", "selfie_face_mismatch", "selfie_manipulated", "selfie_unverified_other"],
  id_number: ["id_number_insufficient_document_data", "id_number_mismatch", "id_number_unverified_other"],
  email: ["email_unverified_other", "email_verification_declined"],
  phone: ["phone_unverified_other", "phone_verification_declined"],
} as const;

export type FailureStage = keyof typeof failureCodes;
export type FailureCode = (typeof failureCodes)[FailureStage][number];

/** How an attempt ends. */
export type Outcome = "verified" | FailureCode;

/** The sentence beside the code; it may be shown to the person. The text for document_unverified_other is Stripe's. */
export const failureReasons: Record<FailureCode, string> = {
  consent_declined: "The user declined to be verified by Stripe.",
  device_not_supported: "The user's device does not have a camera or access to it was refused.",
  under_supported_age: "Stripe does not verify users under the age of majority.",
  country_not_supported: "Stripe does not verify users from the provided country.",
  abandoned: "The user started the verification but did not submit it.",
  document_expired: "The document has expired.",
  document_type_not_supported: "The document type is not one of the allowed types.",
  document_unverified_other: "The document is invalid.",
  selfie_document_missing_photo: "The document does not contain a photo of a face.",
  selfie_face_mismatch: "The face in the selfie does not match the document.",
  selfie_manipulated: "The selfie image was manipulated.",
  selfie_unverified_other: "The selfie could not be verified.",
  id_number_insufficient_document_data: "The document does not contain enough data to match the ID number.",
  id_number_mismatch: "The ID number could not be matched with the name and date of birth.",
  id_number_unverified_other: "The ID number could not be verified.",
  email_unverified_other: "The email address could not be verified.",
  email_verification_declined: "The user could not confirm the email address.",
  phone_unverified_other: "The phone number could not be verified.",
  phone_verification_declined: "The user could not confirm the phone number.",
};

/** The stage a code belongs to; null for `verified`. */
export function stageOf(outcome: Outcome): FailureStage | null {
  for (const [stage, codes] of Object.entries(failureCodes)) {
    // The keys of the literal above are exactly FailureStage.
    if ((codes as readonly string[]).includes(outcome)) return stage as FailureStage;
  }
  return null;
}

/** The text as an outcome, or null if it is none. */
export function toOutcome(text: unknown): Outcome | null {
  if (text === "verified") return "verified";
  return (
    Object.values(failureCodes)
      .flat()
      .find((code) => code === text) ?? null
  );
}
