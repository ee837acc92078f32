import { ApiError, parameterError } from "../../http/errors.ts";
import type { BusinessType, Company } from "../../records/account.ts";
import type { AccountPersonRecord, PersonDetails } from "../../records/account-person.ts";
import { ageOf } from "../checks/age.ts";

/** What Stripe refuses at once, whatever it checks later. Every function throws 400. */

/** How long the numbers of a country are, where all of them have one length. */
export const numberLengths: Readonly<Record<string, { person?: number; company?: number; refusal: string }>> = {
  BR: { person: 11, company: 14, refusal: "BR tax IDs must have 11 digits (CPF) or 14 digits (CNPJ)" },
  FR: { company: 9, refusal: "FR tax IDs must have 9 digits" },
  JP: { company: 13, refusal: "JP tax IDs must have 13 digits" },
  US: { person: 9, company: 9, refusal: "US tax IDs must have 9 digits" },
};

/** The form of a person's numbers is that of the account's country, wherever the person lives. */
export function checkPerson(
  details: PersonDetails,
  country: string,
  now: number,
  path: (name: string) => string,
): void {
  const { dob, id_number, ssn_last_4, phone } = details;
  const rule = numberLengths[country];
  if (id_number && rule?.person && (id_number.length !== rule.person || !id_number.isDigits)) {
    throw new ApiError(rule.refusal, { code: "tax_id_invalid", param: path("id_number") });
  }
  if (ssn_last_4 && (ssn_last_4.length !== 4 || !ssn_last_4.isDigits)) {
    throw parameterError("SSN last 4 must be the last four digits of the SSN", path("ssn_last_4"));
  }
  if (dob && ageOf(dob, now) < 13) {
    throw parameterError("Must be at least 13 years of age to use Stripe", `${path("dob")}[year]`);
  }
  checkPhone(phone, country);
}

/** As recorded, the refusal of a phone number names no parameter. */
function checkPhone(phone: string | null | undefined, country: string): void {
  if (!phone) return;
  const digits = phone.replace(/[\s().-]/g, "");
  const isForeign = country === "US" && digits.startsWith("+") && !digits.startsWith("+1");
  if (!/^\+?\d{5,15}$/.test(digits) || isForeign) throw new ApiError(`"${phone}" is not a valid phone number`);
}

export function checkCompany(
  company: Company,
  country: string,
  businessType: BusinessType | null,
  path: (name: string) => string,
): void {
  const { tax_id, structure, phone } = company;
  const rule = numberLengths[country];
  if (tax_id && rule?.company && (tax_id.length !== rule.company || !tax_id.isDigits)) {
    throw new ApiError(rule.refusal, { code: "tax_id_invalid", param: path("tax_id") });
  }
  if (structure && (businessType === null || businessType === "individual")) {
    throw parameterError(
      `'${structure}' is not a valid structure in the country ${country} and under the business type '${businessType ?? ""}'`,
      path("structure"),
    );
  }
  checkPhone(phone, country);
}

/** Nobody owns more of a company than there is, and one person represents it. */
export function checkPersons(persons: readonly AccountPersonRecord[], path: (name: string) => string): void {
  const shares = persons.reduce(
    (sum, { internal }) => sum + (internal.details.relationship?.percent_ownership ?? 0),
    0,
  );
  if (shares > 100) {
    throw parameterError(
      "The total combined ownership of the company would exceed 100 percent.",
      `${path("relationship")}[percent_ownership]`,
    );
  }
  const representatives = persons.filter(({ internal }) => internal.details.relationship?.representative);
  if (representatives.length > 1) {
    throw parameterError(
      "There is already a representative on this account. Update that person, or take the role away first.",
      `${path("relationship")}[representative]`,
    );
  }
}

/** Whoever an individual's account is about represents it as long as it is one. */
export function checkIndividual(
  businessType: BusinessType | null,
  before: PersonDetails,
  after: PersonDetails,
  path: (name: string) => string,
): void {
  if (businessType !== "individual" || !before.relationship?.representative || after.relationship?.representative)
    return;
  throw parameterError(
    "The individual of an account is its representative.",
    `${path("relationship")}[representative]`,
  );
}
