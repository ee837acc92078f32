import type { Address, DateParts } from "./common.ts";

/** Stripe API, document types. */
export const documentTypes = ["driving_license", "id_card", "passport"] as const;
export type DocumentType = (typeof documentTypes)[number];

export type Sex = "female" | "male" | "unknown" | "[redacted]";

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
