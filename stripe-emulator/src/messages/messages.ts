import type { FailureCode, FailureStage } from "../identity/failure-codes.ts";
import type { DocumentType } from "../records/person.ts";

/** Why a link does not open. */
export type LinkProblem = "unknown" | "used" | "expired" | "canceled" | "processing" | "verified" | "redacted";

/** Stripe.js, verifyIdentity: the error codes it resolves with. The last two are this emulator's choice. */
export type ClientErrorCode =
  | "consent_declined"
  | "device_unsupported"
  | "under_supported_age"
  | "phone_otp_declined"
  | "email_verification_declined"
  | "session_cancelled"
  | "country_not_supported";

/** The pictures a person may be asked for. */
export type Picture =
  | "passport_front"
  | "driving_license_front"
  | "driving_license_back"
  | "id_card_front"
  | "id_card_back"
  | "selfie";

/** Where the numbers come from that Stripe looks up, as ISO 3166-1 alpha-2. */
type IdNumberCountry = "US" | "BR" | "SG";

/** Confirming an address or a number by a code sent there. */
type OneTimeCode = {
  title: string;
  lead: string;
  label: string;
  send: string;
  codeTitle: string;
  /** `target` is the masked address or number, null if the person has just typed it. */
  codeLead: (target: string | null) => string;
  declined: string;
};

/** Every text of the hosted page and the modal in one language. */
export type Messages = {
  testMode: string;
  consentTitle: (business: string) => string;
  consentLead: string;
  steps: { document: string; selfie: string; idNumber: string; email: string; phone: string; time: string };
  consentText: (business: string) => string;
  stripePrivacy: string;
  businessPrivacy: (business: string) => string;
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
  previewButton: string;
  previewHint: string;
  failWith: string;
  failButton: string;
  stages: Record<FailureStage, string>;
  codes: Record<FailureCode, string>;
  /** While walking through the steps as a person would. */
  preview: {
    note: string;
    progress: (step: number, of: number) => string;
    back: string;
    next: string;
    submit: string;
    otherOptions: string;
  };
  documentType: {
    title: string;
    lead: string;
    names: Record<DocumentType, string>;
    sides: Record<DocumentType, string>;
  };
  capture: {
    titles: Record<Picture, string>;
    documentLead: string;
    selfieLead: string;
    useCamera: string;
    take: string;
    again: string;
    upload: string;
    starting: string;
    live: string;
    taken: string;
    refused: string;
    missing: string;
    /** What the picture shows, for those who cannot see it. */
    picture: string;
    liveOnly: string;
    needsScript: string;
    noCamera: string;
  };
  idNumber: {
    title: string;
    lead: string;
    firstName: string;
    lastName: string;
    dob: string;
    country: string;
    /** Each country with what its number is called. */
    countries: Record<IdNumberCountry, string>;
    number: string;
  };
  email: OneTimeCode;
  phone: OneTimeCode;
  code: { label: string; hint: string };
  handoff: {
    link: string;
    title: string;
    lead: string;
    scan: string;
    openLink: string;
    loopback: string;
    waiting: string;
    done: string;
    finished: string;
    stay: string;
    goBack: string;
  };
  submittedTitle: string;
  submittedText: (business: string) => string;
  stoppedTitle: string;
  stoppedText: (business: string) => string;
  linkProblems: Record<LinkProblem, { title: string; text: string }>;
  footer: string;
  languages: string;
  modalTitle: string;
  close: string;
  /** Messages of the errors that verifyIdentity resolves with, by its own codes. */
  clientErrors: Record<ClientErrorCode, string>;
};
