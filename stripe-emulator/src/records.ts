/** What the emulator keeps. Properties in snake_case are Stripe's and go out as they are; `internal` never leaves the process. */

export type Metadata = Record<string, string>;
export type DateParts = { day: number | null; month: number | null; year: number | null };
export type Address = {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
};

/** Stripe API, document types. */
export const documentTypes = ["driving_license", "id_card", "passport"] as const;
export type DocumentType = (typeof documentTypes)[number];
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
export type ErrorDetail = { code: string | null; reason: string | null };
export type Sex = "female" | "male" | "unknown" | "[redacted]";

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

/** What the person on the other side shows: a document and answers, invented or given by the caller of `submit`. */
export type Person = {
  first_name: string | null;
  last_name: string | null;
  dob: DateParts | null;
  sex: Sex | null;
  place_of_birth: string | null;
  address: Address | null;
  document: {
    type: DocumentType;
    issuing_country: string | null;
    number: string | null;
    issued_date: DateParts | null;
    expiration_date: DateParts | null;
  };
  id_number: string | null;
  id_number_type: string | null;
  email: string | null;
  phone: string | null;
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

type CheckResult = { status: "verified" | "unverified"; error: ErrorDetail | null };

export type DocumentCheck = CheckResult & {
  address: Address | null;
  dob: DateParts | null;
  expiration_date: DateParts | null;
  files: string[] | null;
  first_name: string | null;
  issued_date: DateParts | null;
  issuing_country: string | null;
  last_name: string | null;
  number: string | null;
  sex: Sex | null;
  type: DocumentType | null;
  unparsed_place_of_birth: string | null;
  unparsed_sex: string | null;
};
export type SelfieCheck = CheckResult & { document: string | null; selfie: string | null };
export type IdNumberCheck = CheckResult & {
  dob: DateParts | null;
  first_name: string | null;
  id_number: string | null;
  id_number_type: string | null;
  last_name: string | null;
};
type EmailCheck = CheckResult & { email: string | null };
type PhoneCheck = CheckResult & { phone: string | null };

export type VerificationReportRecord = {
  id: string;
  object: "identity.verification_report";
  client_reference_id: string | null;
  created: number;
  document?: DocumentCheck;
  selfie?: SelfieCheck;
  id_number?: IdNumberCheck;
  email?: EmailCheck;
  phone?: PhoneCheck;
  livemode: false;
  options: { document: DocumentOptions; id_number: Record<string, never> };
  type: SessionType;
  verification_flow?: string;
  verification_session: string;
};

export type VerificationFlowRecord = {
  id: string;
  /** The static link works. */
  active: boolean;
  created: number;
  options: SessionOptions;
  return_url: string | null;
  /** The unguessable end of the flow's static link. */
  token: string;
};

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
  };
};

export type FileLinkRecord = {
  id: string;
  object: "file_link";
  created: number;
  expires_at: number | null;
  file: string;
  livemode: false;
  metadata: Metadata;
  internal: {
    token: string;
    /** The link is dead from here on, milliseconds of the emulator's clock. */
    deadAtMs: number | null;
  };
};

export type EventRecord = {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  livemode: false;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
};

export type WebhookEndpointRecord = {
  id: string;
  object: "webhook_endpoint";
  api_version: string | null;
  application: null;
  created: number;
  description: string | null;
  enabled_events: string[];
  livemode: false;
  metadata: Metadata;
  status: "enabled" | "disabled";
  url: string;
  internal: {
    /** Signing secrets, newest first. */
    secrets: string[];
    /** When all but the newest cease to sign, Unix seconds of the emulator's clock. */
    oldSecretsUntil?: number;
    connect: boolean;
    /** Made from the start options, not through the API. */
    configured: boolean;
  };
};

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

/** Every kind of object, by the noun Stripe uses for it in "No such …" messages. */
export type Records = {
  verification_session: VerificationSessionRecord;
  verification_report: VerificationReportRecord;
  verification_flow: VerificationFlowRecord;
  file: FileRecord;
  file_link: FileLinkRecord;
  event: EventRecord;
  webhook_endpoint: WebhookEndpointRecord;
  customer: CustomerRecord | DeletedCustomerRecord;
};
export type Kind = keyof Records;
