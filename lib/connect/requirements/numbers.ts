import { plainNumber } from "@/lib/connect/requirements/digits";

/** Official numbers of persons and companies: the form of the account's country, whoever the person is (Stripe checks so). */
export type NumberKind = "id_number" | "tax_id" | "registration_number" | "vat_number";

/** `shape`: what is left in upper case without spaces, dots, hyphens and slashes, which is also what is sent. */
type NumberForm = { shape: RegExp; example: string };

const digits = (count: number, example: string): NumberForm => ({ shape: new RegExp(`^\\d{${count}}$`), example });

/**
 * The length and letters alone. Check digits are left to Stripe: its test numbers have none, and an office may change its rule.
 * Examples are of no person or company. Names of the numbers: SDK 23.1.0, Account.company.tax_id and Person.id_number.
 */
const forms: Readonly<Record<NumberKind, Readonly<Record<string, NumberForm>>>> = {
  id_number: {
    // CPF, SIN, NRIC, SSN or ITIN, and Thailand's number.
    ...{ BR: digits(11, "000.000.000-00"), CA: digits(9, "000 000 000"), MY: digits(12, "000000-00-0000") },
    ...{ US: digits(9, "000-00-0000"), TH: digits(13, "0-0000-00000-00-0") },
    HK: { shape: /^[A-Z]{1,2}\d{6}\(?[\dA]\)?$/, example: "AA000000A" },
    SG: { shape: /^[STFGM]\d{7}[A-Z]$/, example: "S0000000A" },
  },
  tax_id: {
    // EIN, SIREN, corporate number, ABN, Business Number.
    ...{ US: digits(9, "00-0000000"), FR: digits(9, "000 000 000"), JP: digits(13, "0000000000000") },
    ...{ AU: digits(11, "00 000 000 000"), CA: digits(9, "000000000") },
    // Company number: eight digits, or two letters of the register (SC, NI, OC …) and six.
    GB: { shape: /^(\d{8}|[A-Z]{2}\d{6}|[A-Z]{2}\d{5}[A-Z])$/, example: "00000000" },
    // Commercial register; the court is asked separately.
    DE: { shape: /^(HRA|HRB|GNR|VR|PR)\d{1,6}[A-Z]{0,3}$/, example: "HRB 000000" },
    // CNPJ; since July 2026 its first twelve may be letters (Receita Federal, IN RFB 2.229/2024).
    BR: { shape: /^[A-Z\d]{12}\d{2}$/, example: "00.000.000/0000-00" },
    // UEN: eight or nine digits and a letter, or T, S or R with the year.
    SG: { shape: /^(\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z])$/, example: "000000000A" },
  },
  // ACN; in other countries register and tax number are one, or it is asked as it stands in the register.
  registration_number: { AU: digits(9, "000 000 000") },
  vat_number: {
    AE: digits(15, "000000000000000"),
    DE: { shape: /^DE\d{9}$/, example: "DE000000000" },
    FR: { shape: /^FR[A-Z\d]{2}\d{9}$/, example: "FR00000000000" },
    GB: { shape: /^GB(\d{9}|\d{12})$/, example: "GB000000000" },
  },
};

const formOf = (kind: NumberKind, country: string): NumberForm | null =>
  Object.hasOwn(forms[kind], country) ? (forms[kind][country] ?? null) : null;

/** The countries whose form of a number we know; their names of it are in the texts. */
export const countriesWithForm = (kind: NumberKind): readonly string[] => Object.keys(forms[kind]);

/** What such a number looks like; null where we do not know. */
export const numberExample = (kind: NumberKind, country: string): string | null =>
  formOf(kind, country)?.example ?? null;

/** Stripe's numbers for tests, for every country alike (docs.stripe.com/connect/testing). */
const testNumber = /^(0{9}|0{8}[1-4]|1{9}|1{8}[23]|2{9}|22222[12]00[0-5])$/;

/** A number as it is sent to Stripe; null where it has not the form of its country. Unknown countries: letters and digits. */
export function readNumber(kind: NumberKind, text: string, country: string, testMode: boolean): string | null {
  const number = plainNumber(text)
    .toUpperCase()
    .replaceAll(/[\s./‐-―−-]/g, "");
  if (testMode && testNumber.test(number)) return number;
  const shape = formOf(kind, country)?.shape ?? /^[A-Z\d]{3,30}$/;
  return shape.test(number) ? number : null;
}
