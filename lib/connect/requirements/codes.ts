import {
  type DetailsCode,
  documentDetailsCodes,
  personDetailsCodes,
  type RequirementErrorCode,
} from "@/lib/stripe/requirement-codes";

/**
 * What is offered after a refusal. `fix`: the fields. `file`: the upload. `id`: upload, or document and selfie at Stripe.
 * `two`: fields or upload. `people`: the board of persons. `press`: a confirmation. `page`: Stripe's page. `help`: our team,
 * because nothing that is sent from here settles it.
 */
type Button = "fix" | "file" | "id" | "two" | "people" | "press" | "page" | "help";

/** `refusesSameFile`: Stripe fails a file that it has seen without looking at it, so we do not send it. */
type CodeRule = { button: Button; refusesSameFile: boolean };

const sends = (button: Button): CodeRule => ({ button, refusesSameFile: true });
const [file, id, two, help] = [sends("file"), sends("id"), sends("two"), sends("help")];
const types = (button: Button): CodeRule => ({ button, refusesSameFile: false });
const [fix, people, press, page] = [types("fix"), types("people"), types("press"), types("page")];

/** In the order in which one of several on the same entry is shown first. */
const rules = {
  verification_document_corrupt: file,
  verification_document_failed_copy: id,
  verification_document_failed_greyscale: id,
  verification_document_incomplete: file,
  verification_document_not_readable: id,
  verification_document_not_uploaded: file,
  verification_document_not_signed: file,
  verification_document_missing_back: id,
  verification_document_missing_front: id,
  verification_document_too_large: file,
  verification_document_country_not_supported: id,
  verification_document_invalid: id,
  verification_document_type_not_supported: id,
  verification_document_duplicate_type: file,
  verification_document_expired: id,
  verification_document_issue_or_expiry_date_missing: file,
  verification_document_address_missing: file,
  verification_document_id_number_missing: file,
  verification_document_name_missing: file,
  verification_document_name_mismatch: two,
  verification_document_dob_mismatch: two,
  verification_document_address_mismatch: two,
  verification_document_id_number_mismatch: two,
  verification_document_nationality_mismatch: two,
  verification_document_photo_mismatch: id,
  verification_document_directors_mismatch: two,
  verification_document_fraudulent: help,
  verification_document_manipulated: help,
  verification_document_failed_other: help,
  verification_failed_other: help,
  verification_document_failed_test_mode: file,
  verification_failed_keyed_identity: two,
  verification_failed_keyed_match: two,
  verification_failed_document_match: two,
  verification_failed_id_number_match: two,
  verification_failed_name_match: two,
  verification_failed_address_match: two,
  verification_failed_residential_address: two,
  verification_failed_tax_id_match: two,
  verification_failed_tax_id_not_issued: two,
  verification_failed_business_iec_number: fix,
  verification_failed_authorizer_authority: two,
  verification_failed_representative_authority: two,
  verification_missing_owners: people,
  verification_missing_directors: people,
  verification_missing_executives: people,
  verification_directors_mismatch: people,
  verification_extraneous_directors: people,
  verification_legal_entity_structure_mismatch: fix,
  verification_rejected_ownership_exemption_reason: people,
  verification_requires_additional_memorandum_of_associations: file,
  verification_requires_additional_proof_of_registration: file,
  verification_supportability: page,
  external_request: page,
  unsupported_business_type: fix,
  information_missing: fix,
  invalid_value_other: fix,
  invalid_dob_age_under_minimum: fix,
  invalid_dob_age_under_18: fix,
  invalid_dob_age_over_maximum: fix,
  invalid_address_city_state_postal_code: fix,
  invalid_address_cmra_address: fix,
  invalid_address_private_mailbox: fix,
  invalid_address_registered_agent_address: fix,
  invalid_address_highway_contract_box: fix,
  invalid_street_address: fix,
  invalid_phone_number: fix,
  // No document settles where somebody lives: the country, or another representative.
  invalid_representative_country: types("two"),
  invalid_signator: people,
  invalid_tax_id: fix,
  invalid_tax_id_format: fix,
  invalid_tos_acceptance: press,
  invalid_company_name_denylisted: fix,
  invalid_business_profile_name_denylisted: fix,
  invalid_business_profile_name: fix,
  invalid_product_description_length: fix,
  invalid_product_description_url_match: fix,
  invalid_statement_descriptor_business_mismatch: fix,
  invalid_statement_descriptor_prefix_mismatch: fix,
  invalid_statement_descriptor_denylisted: fix,
  invalid_statement_descriptor_prefix_denylisted: fix,
  invalid_statement_descriptor_length: fix,
  invalid_url_format: fix,
  invalid_url_length: fix,
  invalid_url_denylisted: fix,
  invalid_url_web_presence_detected: fix,
  invalid_url_website_inaccessible: fix,
  invalid_url_website_inaccessible_geoblocked: fix,
  invalid_url_website_inaccessible_password_protected: fix,
  invalid_url_website_empty: fix,
  invalid_url_website_incomplete_under_construction: fix,
  invalid_url_website_business_information_mismatch: fix,
  invalid_url_website_incomplete: fix,
  invalid_url_website_other: fix,
  invalid_url_website_incomplete_cancellation_policy: fix,
  invalid_url_website_incomplete_customer_service_details: fix,
  invalid_url_website_incomplete_legal_restrictions: fix,
  invalid_url_website_incomplete_refund_policy: fix,
  invalid_url_website_incomplete_return_policy: fix,
  invalid_url_website_incomplete_terms_and_conditions: fix,
  // Codes that Stripe added after this was written.
  unknown: sends("page"),
} as const satisfies Record<RequirementErrorCode | "unknown", CodeRule>;

/** A code as the texts have it, `connect.code`; `unknown` for one that Stripe added after this was written. */
type KnownCode = RequirementErrorCode | "unknown";

// The cast holds: the keys of an object literal are exactly those of its type.
/** Every code that has a text, in the order in which one of several is shown first. */
export const knownCodes = Object.keys(rules) as KnownCode[];

const details: ReadonlySet<string> = new Set<DetailsCode>([...documentDetailsCodes, ...personDetailsCodes]);

/** Of the 26 codes each is, with this before it, one of a requirement's; else this does not compile. */
type DetailsAreCodes<Code extends RequirementErrorCode = `verification_${DetailsCode}`> = Code;

const knownCode = (code: string): KnownCode => {
  const name: string | DetailsAreCodes = details.has(code) ? `verification_${code}` : code;
  return knownCodes.find((known) => known === name) ?? "unknown";
};

/** What is said and offered for a code of errors[], or a details_code of a document or a person; any text is taken. */
export function readCode(code: string): CodeRule & { text: KnownCode } {
  const text = knownCode(code);
  return { text, ...rules[text] };
}

/** Several codes of one entry, the one to show first at the front; each text once. */
export const readCodes = (codes: readonly string[]): ReturnType<typeof readCode>[] => {
  const texts = new Set(codes.map(knownCode));
  return knownCodes.filter((known) => texts.has(known)).map(readCode);
};
