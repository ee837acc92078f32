import type { FailureCode, FailureStage } from "../identity/failure-codes.ts";

/** Why a link does not open. */
export type LinkProblem = "unknown" | "used" | "expired" | "canceled" | "processing" | "verified" | "redacted";

/** Every text of the hosted page and the modal in one language. */
export type Messages = {
  locale: string;
  testMode: string;
  consentTitle: (business: string) => string;
  consentLead: string;
  steps: { document: string; selfie: string; idNumber: string; time: string };
  consentText: (business: string) => string;
  stripePrivacy: string;
  accept: string;
  decline: string;
  panelTitle: string;
  panelLead: string;
  success: string;
  successHint: string;
  failure: string;
  failureHint: string;
  successAsync: string;
  successAsyncHint: (seconds: number) => string;
  failureAsync: string;
  failureAsyncHint: (seconds: number) => string;
  failWith: string;
  failButton: string;
  stages: Record<FailureStage, string>;
  codes: Record<FailureCode, string>;
  submittedTitle: string;
  submittedText: (business: string) => string;
  stoppedTitle: string;
  stoppedText: (business: string) => string;
  linkProblems: Record<LinkProblem, { title: string; text: string }>;
  footer: string;
  modalTitle: string;
  close: string;
  /** Messages of the errors that verifyIdentity resolves with, by its own codes. */
  clientErrors: Record<ClientErrorCode, string>;
};

/** Stripe.js, verifyIdentity: the error codes it resolves with. The last two are this emulator's choice. */
export type ClientErrorCode =
  | "consent_declined"
  | "device_unsupported"
  | "under_supported_age"
  | "phone_otp_declined"
  | "email_verification_declined"
  | "session_cancelled"
  | "country_not_supported";

const english: Messages = {
  locale: "en",
  testMode: "Test mode",
  consentTitle: (business) => `${business} uses Stripe to verify your identity`,
  consentLead: "You will be asked for:",
  steps: {
    document: "A photo of your identity document",
    selfie: "A photo of your face, compared with the document",
    idNumber: "Your ID number",
    time: "It takes 1 to 2 minutes",
  },
  consentText: (business) =>
    `If you accept, Stripe will collect your document and biometric information to confirm who you are, and share the result with ${business}. You can decline and ask ${business} for another way.`,
  stripePrivacy: "Stripe's privacy policy",
  accept: "Accept and continue",
  decline: "Decline",
  panelTitle: "Complete with test data",
  panelLead: "Nothing real is collected here. Choose how this verification ends.",
  success: "Verification success",
  successHint: "Verified at once, with an invented document.",
  failure: "Verification failure",
  failureHint: "The document cannot be verified.",
  successAsync: "Verification success async",
  successAsyncHint: (seconds) => `Processing first; verified after ${seconds} seconds.`,
  failureAsync: "Verification failure async",
  failureAsyncHint: (seconds) => `Processing first; the document fails after ${seconds} seconds.`,
  failWith: "Fail with code",
  failButton: "Fail with this code",
  stages: {
    before_submission: "Before submission",
    document: "Document",
    selfie: "Selfie",
    id_number: "ID number",
    email: "Email",
    phone: "Phone",
  },
  codes: {
    consent_declined: "Consent declined",
    device_not_supported: "No camera, or camera refused",
    under_supported_age: "Under the supported age",
    country_not_supported: "Country not supported",
    abandoned: "Started, not submitted",
    document_expired: "Document expired",
    document_type_not_supported: "Document type not allowed",
    document_unverified_other: "Document not verified",
    selfie_document_missing_photo: "No photo on the document",
    selfie_face_mismatch: "Face does not match the document",
    selfie_manipulated: "Selfie manipulated",
    selfie_unverified_other: "Selfie not verified",
    id_number_insufficient_document_data: "Document lacks data for the ID number",
    id_number_mismatch: "ID number does not match",
    id_number_unverified_other: "ID number not verified",
    email_unverified_other: "Email not verified",
    email_verification_declined: "Email not confirmed",
    phone_unverified_other: "Phone not verified",
    phone_verification_declined: "Phone not confirmed",
  },
  submittedTitle: "Verification submitted",
  submittedText: (business) => `Thank you. ${business} will contact you. You can close this page.`,
  stoppedTitle: "Verification not completed",
  stoppedText: (business) =>
    `Nothing was submitted. ${business} can tell you what to do next. You can close this page.`,
  linkProblems: {
    unknown: { title: "This link does not work", text: "Check that you opened the whole link, or ask for a new one." },
    used: {
      title: "This link was already used",
      text: "Each link works once. Go back to the site that sent you here to get a new one.",
    },
    expired: { title: "This link has expired", text: "Go back to the site that sent you here to get a new one." },
    canceled: {
      title: "This verification was canceled",
      text: "Go back to the site that sent you here if you want to start again.",
    },
    processing: { title: "Your verification is being processed", text: "There is nothing more to do here." },
    verified: { title: "You are already verified", text: "There is nothing more to do here." },
    redacted: { title: "This verification was deleted", text: "Its data has been removed and it cannot be continued." },
  },
  footer: "Stripe emulator. Not Stripe, and no real documents.",
  modalTitle: "Verify your identity",
  close: "Close",
  clientErrors: {
    consent_declined: "You declined to be verified.",
    device_unsupported: "Your device has no camera, or access to it was refused.",
    under_supported_age: "You are under the age at which Stripe can verify you.",
    phone_otp_declined: "The phone number could not be confirmed.",
    email_verification_declined: "The email address could not be confirmed.",
    session_cancelled: "The verification was closed before it was submitted.",
    country_not_supported: "Stripe cannot verify people from this country.",
  },
};

/** The texts for a browser's `Accept-Language`. English is the only language so far. */
export function messagesFor(_acceptLanguage: string | undefined): Messages {
  return english;
}
