import type { Outcome } from "./check.ts";
import type { Person } from "./person.ts";

/** How a picture is drawn when somebody asks for it; null once redacted. */
export type Drawing = {
  side: "front" | "back" | "passport" | "selfie";
  person: Person;
  /** Decides the face: the same on document and selfie unless the attempt failed for that. */
  faceSeed: string;
  /** What the attempt failed for, where a picture can show it. */
  flaw: "blurred" | "no_photo" | null;
};

/** Stripe API, file purposes: those that can be uploaded, and those that only Stripe produces. */
export const uploadPurposes = [
  "account_requirement",
  "additional_verification",
  "business_icon",
  "business_logo",
  "customer_signature",
  "dispute_evidence",
  "identity_document",
  "issuing_regulatory_reporting",
  "pci_document",
  "platform_terms_of_service",
  "tax_document_user_upload",
  "terminal_android_apk",
  "terminal_reader_splashscreen",
  "terminal_wifi_certificate",
  "terminal_wifi_private_key",
] as const;
export const filePurposes = [
  ...uploadPurposes,
  "document_provider_identity_document",
  "finance_report_run",
  "financial_account_statement",
  "identity_document_downloadable",
  "selfie",
  "sigma_scheduled_query",
] as const;
export type UploadPurpose = (typeof uploadPurposes)[number];
export type FilePurpose = (typeof filePurposes)[number];

export type FileRecord = {
  id: string;
  object: "file";
  created: number;
  expires_at: number | null;
  filename: string | null;
  purpose: FilePurpose;
  size: number;
  title: null;
  type: string | null;
  url: null;
  internal: {
    /** The session whose attempt it shows; null if it was uploaded. */
    verificationSession: string | null;
    /** Of an image of Identity's; null once redacted. */
    drawing: Drawing | null;
    /** Equal for equal contents; null if it was not uploaded. */
    fingerprint: string | null;
    /** What a check of it will say, where a control decided it; null: it is a good document. */
    decided: Outcome | null;
    /** An account's request used it, and whether a check of it failed; null until then. */
    use: { failed: boolean } | null;
  };
};
