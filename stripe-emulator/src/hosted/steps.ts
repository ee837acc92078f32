import type { DocumentType } from "../records/person.ts";
import type { VerificationSessionRecord } from "../records/verification-session.ts";

/** What a person goes through after consent, in this order. */
const allSteps = [
  "document_type",
  "document_front",
  "document_back",
  "selfie",
  "id_number",
  "email",
  "email_code",
  "phone",
  "phone_code",
] as const;

export type Step = (typeof allSteps)[number];

const documentTypes: readonly DocumentType[] = ["passport", "driving_license", "id_card"];

/** The documents the session takes; all of them unless it says otherwise. */
export function allowedTypes(session: VerificationSessionRecord): DocumentType[] {
  const allowed = session.options?.document?.allowed_types ?? [];
  return documentTypes.filter((type) => allowed.length === 0 || allowed.includes(type));
}

/** The text as a document the session takes, or null. */
export function toDocumentType(session: VerificationSessionRecord, text: string | null): DocumentType | null {
  return allowedTypes(session).find((type) => type === text) ?? null;
}

/** The steps this session asks for. Until the document is chosen, those of one with a back if there is such a one. */
export function stepsOf(session: VerificationSessionRecord, chosen: DocumentType | null): Step[] {
  const { options, type, provided_details: details } = session;
  const document = type !== "id_number";
  const hasBack = chosen ? chosen !== "passport" : allowedTypes(session).some((allowed) => allowed !== "passport");
  const email = options?.email?.require_verification === true;
  const phone = options?.phone?.require_verification === true;
  const asked: Record<Step, boolean> = {
    document_type: document,
    document_front: document,
    document_back: document && hasBack,
    selfie: document && options?.document?.require_matching_selfie === true,
    id_number: !document || options?.document?.require_id_number === true,
    email: email && !details?.email,
    email_code: email,
    phone: phone && !details?.phone,
    phone_code: phone,
  };
  return allSteps.filter((step) => asked[step]);
}
