import type { Requirements } from "./account-requirements.ts";
import type { Checks } from "./check.ts";
import type { Address, DateParts, Given, Metadata } from "./common.ts";
import type { IdentityNumber } from "./identity-number.ts";

/** Stripe API, addresses in Japanese script. */
export type JapanAddress = Address & { town: string | null };
/** Signed by somebody: when, and from where. */
export type Acceptance = { date: number | null; ip: string | null; user_agent: string | null };
/** Ids of files, or Stripe's test tokens for files. */
export type DocumentSides = { back: string | null; front: string | null };
type DocumentFiles = { files: string[] };

export type Relationship = {
  authorizer: boolean;
  director: boolean;
  executive: boolean;
  legal_guardian: boolean;
  owner: boolean;
  percent_ownership: number;
  representative: boolean;
  title: string;
};

/** Stripe API, Person: what may be said of one, as far as it was. Numbers are kept as what their check says. */
export type PersonDetails = Given<{
  additional_tos_acceptances: Given<{ account: Given<Acceptance> }>;
  address: Given<Address>;
  address_kana: Given<JapanAddress>;
  address_kanji: Given<JapanAddress>;
  dob: DateParts;
  documents: Given<{ company_authorization: DocumentFiles; passport: DocumentFiles; visa: DocumentFiles }>;
  email: string;
  first_name: string;
  first_name_kana: string;
  first_name_kanji: string;
  /** One empty text says that there are none. */
  full_name_aliases: string[];
  gender: string;
  id_number: IdentityNumber;
  id_number_secondary: IdentityNumber;
  last_name: string;
  last_name_kana: string;
  last_name_kanji: string;
  maiden_name: string;
  nationality: string;
  phone: string;
  political_exposure: "existing" | "none";
  registered_address: Given<Address>;
  relationship: Given<Relationship>;
  ssn_last_4: IdentityNumber;
  us_cfpb_data: Given<{
    ethnicity_details: Given<{ ethnicity: string[]; ethnicity_other: string }>;
    race_details: Given<{ race: string[]; race_other: string }>;
    self_identified_gender: string;
  }>;
  verification: Given<{ additional_document: Given<DocumentSides>; document: Given<DocumentSides> }>;
}>;

export type AccountPersonRecord = {
  id: string;
  object: "person";
  account: string;
  created: number;
  metadata: Metadata;
  requirements: PersonRequirements;
  future_requirements: PersonRequirements;
  internal: {
    /** Of the account; it never changes. */
    country: string;
    details: PersonDetails;
    checks: Checks;
    /** Its details change only by tokens. Absent in files of earlier versions. */
    byToken?: boolean;
  };
};

export type PersonRequirements = Omit<Requirements, "current_deadline" | "disabled_reason">;
