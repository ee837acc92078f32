import type { Plan } from "../records/check.ts";

/**
 * Where a row comes from. `mark` is how certain it is: D Stripe's documentation, O observed in recordings of test mode, ?
 * assumed.
 */
const sources = {
  testing: { mark: "D", text: "docs.stripe.com/connect/testing, copies of 2025 and 2026-05" },
  recordings: { mark: "O", text: "2,409 test-mode calls recorded in antiwork/gumroad, 2023-10 to 2025-02" },
  testing2026: { mark: "D", text: "docs.stripe.com/connect/testing, a copy of 2026-05-15" },
  nearestCode: {
    mark: "?",
    text: "docs.stripe.com/connect/testing, a copy of 2026-05-15, says what is wrong; the code is the one of Stripe's that comes nearest",
  },
  quoted2026: { mark: "O", text: "the list of 2026 as public repositories quote it" },
  assumed: { mark: "?", text: "nothing seen" },
} as const;

/** What a test value is a value of. */
export type Tested =
  | "dob"
  | "address.line1"
  | "company.address.line1"
  | "id_number"
  | "ssn_last_4"
  | "phone"
  | "first_name"
  | "company.name"
  | "company.tax_id"
  | "business_profile.name"
  | "business_profile.product_description"
  | "business_profile.url"
  | "statement_descriptor"
  | "statement_descriptor_prefix"
  | "identity_document"
  | "company_document"
  | "relationship_document"
  | "bank_account";

type Row = {
  of: Tested;
  /** Null: any value that no other row names. A row is not there where nothing is checked then. */
  value: string | null;
  /** Any value that ends so. */
  isSuffix?: true;
  /** Only in these countries; everywhere if absent. */
  countries?: readonly string[];
  /** Null: the check goes on until a control or another value ends it. */
  outcome: Plan["outcome"];
  /** Until the check is done, in Stripe's test mode; 0: in the same answer. */
  seconds: number;
  source: keyof typeof sources;
};

const keyedIdentity = {
  code: "verification_failed_keyed_identity",
  reason:
    "The identity information you entered cannot be verified. Please correct any errors or upload a document that matches the identity fields (e.g., name and date of birth) that you entered.",
};
const failed = (code: string, reason: string) => ({ code, reason });
const address = failed(
  "verification_failed_address_match",
  "The address on the account could not be verified. Correct any errors or upload a document that shows the address you entered.",
);
const taxIdMismatch = failed(
  "verification_failed_tax_id_match",
  "The tax ID on the account cannot be verified by the registry. Correct any errors or upload a document that shows the tax ID.",
);
const website = (suffix: string, reason: string) => failed(`invalid_url_${suffix}`, reason);

/** Countries where no number is asked of a person, so that name and date of birth decide. */
const withoutNumber = ["AU", "DE", "FR", "GB", "JP"];

/**
 * Stripe's test values and what a check makes of them; the first row that fits counts. Of a number the digits count, and one digit all through
 * stands for itself however long the country's numbers are.
 */
const rows: readonly Row[] = [
  { of: "dob", value: "1901-01-01", outcome: "verified", seconds: 0, source: "recordings" },
  { of: "dob", value: "1902-01-01", outcome: "verified", seconds: 0, source: "testing" },
  { of: "dob", value: "1900-01-01", outcome: "verified", seconds: 0, source: "testing" },
  { of: "dob", value: null, countries: withoutNumber, outcome: keyedIdentity, seconds: 10, source: "testing" },

  {
    of: "address.line1",
    value: "address_full_match",
    countries: ["US"],
    outcome: "verified",
    seconds: 25,
    source: "recordings",
  },
  { of: "address.line1", value: "address_full_match", outcome: "verified", seconds: 0, source: "recordings" },
  { of: "address.line1", value: "address_full_match_sync", outcome: "verified", seconds: 0, source: "testing" },
  { of: "address.line1", value: "address_no_match", outcome: address, seconds: 25, source: "testing" },
  { of: "address.line1", value: "address_line1_no_match", outcome: address, seconds: 25, source: "testing" },
  { of: "address.line1", value: "address_zip_no_match", outcome: address, seconds: 25, source: "quoted2026" },
  { of: "address.line1", value: "address_line1_zip_no_match", outcome: address, seconds: 25, source: "quoted2026" },
  { of: "address.line1", value: null, outcome: "verified", seconds: 25, source: "recordings" },

  {
    of: "company.address.line1",
    value: "address_no_match",
    outcome: { ...address, only: ["company.address.line1"], stops: "payouts" },
    seconds: 25,
    source: "testing2026",
  },

  { of: "id_number", value: "000000000", outcome: "verified", seconds: 15, source: "recordings" },
  { of: "id_number", value: "222222222", outcome: "verified", seconds: 0, source: "testing" },
  { of: "id_number", value: null, outcome: keyedIdentity, seconds: 15, source: "testing" },
  { of: "ssn_last_4", value: "0000", outcome: "verified", seconds: 15, source: "testing" },
  { of: "ssn_last_4", value: null, outcome: keyedIdentity, seconds: 15, source: "assumed" },

  { of: "company.tax_id", value: "000000000", outcome: "verified", seconds: 15, source: "testing" },
  { of: "company.tax_id", value: "000000001", outcome: "verified", seconds: 15, source: "testing" },
  { of: "company.tax_id", value: "222222222", outcome: "verified", seconds: 0, source: "testing" },
  {
    of: "company.tax_id",
    value: "111111112",
    outcome: failed(
      "verification_failed_tax_id_not_issued",
      "The tax ID was not issued. Correct it or upload a document that shows it.",
    ),
    seconds: 15,
    source: "testing",
  },
  {
    of: "company.tax_id",
    value: "222221000",
    outcome: failed("verification_failed_keyed_match", "The company was not found in the registry."),
    seconds: 15,
    source: "nearestCode",
  },
  {
    of: "company.tax_id",
    value: "222221001",
    outcome: failed("verification_missing_owners", "The owners of the account were not found in the registry."),
    seconds: 15,
    source: "nearestCode",
  },
  {
    of: "company.tax_id",
    value: "222221002",
    outcome: failed("verification_directors_mismatch", "The directors of the account were not found in the registry."),
    seconds: 15,
    source: "nearestCode",
  },
  {
    of: "company.tax_id",
    value: "222221003",
    outcome: failed("verification_missing_owners", "The registry names owners that the account does not."),
    seconds: 15,
    source: "testing2026",
  },
  {
    of: "company.tax_id",
    value: "222221004",
    outcome: failed("verification_missing_directors", "The registry names directors that the account does not."),
    seconds: 15,
    source: "testing2026",
  },
  // The registry has not answered yet.
  { of: "company.tax_id", value: "222221005", outcome: null, seconds: 0, source: "testing2026" },
  { of: "company.tax_id", value: null, outcome: taxIdMismatch, seconds: 15, source: "testing" },

  {
    of: "company.name",
    value: "mismatch_business_name",
    outcome: failed("verification_failed_name_match", "The business name does not match the tax ID."),
    seconds: 15,
    source: "testing",
  },
  {
    of: "company.name",
    value: "match_name_only",
    outcome: failed("verification_failed_name_match", "The business name does not match the one of the registry."),
    seconds: 15,
    source: "nearestCode",
  },
  {
    of: "company.name",
    value: "disallowed_name",
    outcome: failed("invalid_company_name_denylisted", "Generic or well-known business names aren't supported."),
    seconds: 0,
    source: "testing",
  },

  // The page forces a high risk rating by this end of a business name. Neither it nor any other says what follows from that.
  { of: "company.name", value: "_high_risk", isSuffix: true, outcome: "under_review", seconds: 15, source: "assumed" },
  {
    of: "business_profile.name",
    value: "_high_risk",
    isSuffix: true,
    outcome: "under_review",
    seconds: 15,
    source: "assumed",
  },
  {
    of: "business_profile.name",
    value: "disallowed_dba",
    outcome: failed(
      "invalid_business_profile_name_denylisted",
      "Generic or well-known business names aren't supported.",
    ),
    seconds: 0,
    source: "testing",
  },
  {
    of: "business_profile.name",
    value: "invalid_dba",
    outcome: failed(
      "invalid_business_profile_name",
      "The business name must contain letters and be the one customers know.",
    ),
    seconds: 0,
    source: "testing",
  },
  {
    of: "business_profile.product_description",
    value: "require_url",
    outcome: failed(
      "invalid_url_web_presence_detected",
      "We found a website of this business: provide its URL instead.",
    ),
    seconds: 0,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: "https://accessible.stripe.com",
    countries: ["US"],
    outcome: "verified",
    seconds: 25,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: "https://accessible.stripe.com",
    outcome: "verified",
    seconds: 0,
    source: "recordings",
  },
  {
    of: "business_profile.url",
    value: "https://disallowed.stripe.com",
    outcome: website("denylisted", "Generic or well-known business URLs aren't supported."),
    seconds: 25,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: "https://geoblocked.stripe.com",
    outcome: website("website_inaccessible_geoblocked", "The website isn't accessible from some countries."),
    seconds: 25,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: "https://problem.stripe.com",
    outcome: website("website_other", "We could not verify the business by this website."),
    seconds: 25,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: "https://missing.stripe.com",
    outcome: website("website_incomplete", "The website lacks information about the business."),
    seconds: 25,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: "https://mismatch.stripe.com",
    outcome: website(
      "website_business_information_mismatch",
      "The website doesn't match what the account says of the business.",
    ),
    seconds: 25,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: "https://passwordprotected.stripe.com",
    outcome: website("website_inaccessible_password_protected", "The website is password protected."),
    seconds: 25,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: "https://underconstruction.stripe.com",
    outcome: website("website_incomplete_under_construction", "The website is under construction."),
    seconds: 25,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: "https://inaccessible.stripe.com",
    outcome: website("website_inaccessible", "The website cannot be reached."),
    seconds: 25,
    source: "testing",
  },
  {
    of: "business_profile.url",
    value: null,
    countries: ["US"],
    outcome: "verified",
    seconds: 25,
    source: "recordings",
  },
  { of: "business_profile.url", value: null, outcome: "verified", seconds: 0, source: "recordings" },

  {
    of: "statement_descriptor",
    value: "mismatch",
    outcome: failed(
      "invalid_statement_descriptor_business_mismatch",
      "The statement descriptor must be like the name or URL of the business.",
    ),
    seconds: 0,
    source: "testing",
  },
  {
    of: "statement_descriptor",
    value: "disallowed",
    outcome: failed(
      "invalid_statement_descriptor_denylisted",
      "Generic or well-known statement descriptors aren't supported.",
    ),
    seconds: 0,
    source: "testing",
  },
  {
    of: "statement_descriptor_prefix",
    value: "mismatch",
    outcome: failed(
      "invalid_statement_descriptor_prefix_mismatch",
      "The statement descriptor prefix must be like the name or URL of the business.",
    ),
    seconds: 0,
    source: "testing",
  },
  {
    of: "statement_descriptor_prefix",
    value: "disallowed",
    outcome: failed(
      "invalid_statement_descriptor_prefix_denylisted",
      "Generic or well-known statement descriptor prefixes aren't supported.",
    ),
    seconds: 0,
    source: "testing",
  },

  {
    of: "first_name",
    value: "mismatch_director",
    outcome: failed(
      "verification_directors_mismatch",
      "The directors on the account don't match those of the registry.",
    ),
    seconds: 15,
    source: "testing",
  },
  {
    of: "first_name",
    value: "missing_director",
    outcome: failed("verification_missing_directors", "The registry names directors that the account does not."),
    seconds: 15,
    source: "testing",
  },
  {
    of: "first_name",
    value: "extraneous_director",
    outcome: failed("verification_extraneous_directors", "The account names directors that the registry does not."),
    seconds: 15,
    source: "testing",
  },
  {
    of: "first_name",
    value: "mismatch_owner",
    outcome: failed("verification_missing_owners", "The owners on the account don't match those of the registry."),
    seconds: 15,
    source: "testing",
  },
  {
    of: "first_name",
    value: "extraneous_owner",
    outcome: failed("verification_missing_owners", "The account names owners that the registry does not."),
    seconds: 15,
    source: "testing2026",
  },

  {
    of: "identity_document",
    value: "file_identity_document_success",
    outcome: "verified",
    seconds: 10,
    source: "recordings",
  },
  {
    of: "identity_document",
    value: "file_identity_document_failure",
    outcome: keyedIdentity,
    seconds: 10,
    source: "recordings",
  },
  { of: "identity_document", value: null, outcome: "verified", seconds: 10, source: "assumed" },
  {
    of: "company_document",
    value: "file_identity_document_success",
    outcome: "verified",
    seconds: 10,
    source: "assumed",
  },
  {
    of: "company_document",
    value: "file_identity_document_failure",
    outcome: failed("verification_document_failed_other", "The document could not be verified."),
    seconds: 10,
    source: "assumed",
  },
  { of: "company_document", value: null, outcome: "verified", seconds: 10, source: "assumed" },
  {
    of: "relationship_document",
    value: "file_relationship_document_success",
    outcome: "verified",
    seconds: 10,
    source: "testing",
  },
  {
    of: "relationship_document",
    value: "file_relationship_document_invalid",
    outcome: failed("verification_document_invalid", "The document is not one that is accepted."),
    seconds: 10,
    source: "testing",
  },
  {
    of: "relationship_document",
    value: "file_relationship_document_mismatch",
    outcome: failed("verification_failed_document_match", "The document doesn't match what the account says."),
    seconds: 10,
    source: "testing",
  },
  {
    of: "relationship_document",
    value: "file_relationship_document_invalid_signer",
    outcome: failed("invalid_signator", "The signer is not somebody who may sign for the business."),
    seconds: 10,
    source: "testing",
  },
  { of: "relationship_document", value: null, outcome: "verified", seconds: 10, source: "assumed" },

  { of: "bank_account", value: "000999999991", outcome: "verified", seconds: 15, source: "testing" },
  {
    of: "bank_account",
    value: "000999999992",
    outcome: failed(
      "verification_failed_document_match",
      "The ownership of the bank account could not be verified: provide a document.",
    ),
    seconds: 15,
    source: "testing",
  },
];

/** Of a date of birth at which a sanctions list is said to name the person (docs.stripe.com/connect/testing). */
export const listedBirthDate = "1900-01-01";
/** Of the URL that pauses the capabilities for inactivity (docs.stripe.com/connect/testing). */
export const inactiveUrl = "https://inactivity.stripe.com";
/** Dates of birth that no rule about ages concerns. */
export const testBirthDates: readonly string[] = rows.flatMap(({ of, value }) =>
  of === "dob" && value ? [value] : [],
);
/** The phone number of test mode, which no rule about phone numbers concerns (docs.stripe.com/connect/testing). */
export const testPhone = "0000000000";
/** Test tokens that stand for files, by what they are files of. */
export function isTestFile(of: Tested, id: string): boolean {
  return rows.some((row) => row.of === of && row.value === id);
}

/** How the check of a value goes in an account of this country; null if nothing is checked. */
export function planFor(of: Tested, value: string, country: string): Plan | null {
  const named = rows.find((row) => row.of === of && isNamedBy(row, value) && isIn(row, country));
  const row = named ?? rows.find((row) => row.of === of && row.value === null && isIn(row, country));
  return row ? { outcome: row.outcome, seconds: row.seconds } : null;
}

const isNamedBy = ({ value, isSuffix }: Row, given: string) =>
  value !== null && (isSuffix ? given.endsWith(value) : given === value);

const isIn = ({ countries }: Row, country: string) => countries === undefined || countries.includes(country);

/** A number as the table has it: its digits; one digit all through as nine of it, or as four of the last four. */
export function normalizedNumber(number: string, length: 4 | 9): string {
  const digits = number.replace(/\D/g, "");
  const [first] = digits;
  return first && digits === first.repeat(digits.length) ? first.repeat(length) : digits;
}
