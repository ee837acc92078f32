import type { Address, DateParts, ErrorDetail } from "./common.ts";
import type { DocumentType, Sex } from "./person.ts";
import type { DocumentOptions, SessionType } from "./verification-session.ts";

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
