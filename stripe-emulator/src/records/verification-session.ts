import type { Address, DateParts, ErrorDetail, Metadata } from "./common.ts";
import type { DocumentType, Person, Sex } from "./person.ts";

export type DocumentOptions = {
  allowed_types?: DocumentType[];
  require_id_number?: boolean;
  require_live_capture?: boolean;
  require_matching_selfie?: boolean;
};
export type SessionOptions = {
  document?: DocumentOptions;
  email?: { require_verification?: boolean };
  id_number?: Record<string, never>;
  matching?: { dob?: "none" | "similar"; name?: "none" | "similar" };
  phone?: { require_verification?: boolean };
};

type SessionStatus = "requires_input" | "processing" | "verified" | "canceled";
export type SessionType = "document" | "id_number" | "verification_flow";

export type VerifiedOutputs = {
  address: Address | null;
  dob: DateParts | null;
  email: string | null;
  first_name: string | null;
  id_number: string | null;
  id_number_type: string | null;
  last_name: string | null;
  phone: string | null;
  sex: Sex | null;
  unparsed_place_of_birth: string | null;
  unparsed_sex: string | null;
};

export type VerificationSessionRecord = {
  id: string;
  object: "identity.verification_session";
  client_reference_id: string | null;
  created: number;
  last_error: ErrorDetail | null;
  last_verification_report: string | null;
  livemode: false;
  metadata: Metadata;
  options: SessionOptions | null;
  provided_details: { email?: string; phone?: string } | null;
  redaction: { status: "processing" | "redacted" } | null;
  related_customer: string | null;
  related_customer_account: string | null;
  related_person?: { account: string; person: string };
  status: SessionStatus;
  type: SessionType;
  verification_flow?: string;
  internal: {
    returnUrl: string | null;
    /** What the last processed attempt read; becomes `verified_outputs` while the status is `verified`. */
    outputs: VerifiedOutputs | null;
    /** When the last attempt was processed, Unix seconds of the emulator's clock. */
    processedAt: number | null;
    /** The attempt being processed. */
    pending: { outcome: string; person: Person } | null;
  };
};
