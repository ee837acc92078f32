import { parameterError } from "../../http/errors.ts";
import {
  checked,
  type Field,
  type FieldsOf,
  flag,
  hash,
  integer,
  manyOf,
  oneOf,
  orNone,
  text,
  texts,
  whole,
} from "../../http/fields.ts";
import { checkUrl, type Parameters } from "../../http/parameters.ts";
import type {
  AccountDocuments,
  AccountSettings,
  BusinessProfile,
  CapabilityName,
  Company,
  TosAcceptance,
} from "../../records/account.ts";
import { capabilityNames } from "../../records/account.ts";
import type { Given } from "../../records/common.ts";
import { identityNumber } from "../checks/numbers.ts";
import {
  acceptance,
  address,
  date,
  documentSides,
  email,
  files,
  furtherAcceptance,
  japanAddress,
  optional,
  otherAddress,
} from "../persons/parameters.ts";

/** Stripe API: the parameters of an Account. */

const url = checked(checkUrl);

/** Three-letter codes of currencies, in lower case as Stripe shows them. */
export const currency = checked((value, param) => {
  if (/^[a-z]{3}$/i.test(value)) return value.toLowerCase();
  throw parameterError(`Invalid currency: ${value.slice(0, 3)}`, param);
});

const mcc = checked((value, param) => {
  if (/^\d{4}$/.test(value)) return value;
  throw parameterError("Invalid mcc: must be four digits", param);
}, 4);

const color = checked((value, param) => {
  if (/^#[0-9a-f]{6}$/i.test(value)) return value;
  throw parameterError("Invalid hex color: must be # and six hexadecimal digits", param);
});

/** Stripe documentation: 5 to 22 characters, one of them a letter, none of `< > \ ' " *`. */
const descriptor = (least: number, most: number) =>
  checked((value, param) => {
    if (/[<>\\'"*]/.test(value)) {
      throw parameterError(
        "The statement descriptor contains invalid characters: none of < > \\ ' \" * may be in it.",
        param,
      );
    }
    if (value.length >= least && /[A-Za-z]/.test(value)) return value;
    throw parameterError(
      `The statement descriptor must be ${least} to ${most} characters long and contain at least one letter.`,
      param,
    );
  }, most);

export const businessProfileFields: FieldsOf<BusinessProfile> = {
  annual_revenue: whole<{ amount: number; currency: string; fiscal_year_end: string }>({
    amount: integer,
    currency,
    fiscal_year_end: text(),
  }),
  estimated_worker_count: integer,
  mcc,
  minority_owned_business_designation: manyOf(
    "lgbtqi_owned_business",
    "minority_owned_business",
    "none_of_these_apply",
    "prefer_not_to_answer",
    "women_owned_business",
  ),
  monthly_estimated_revenue: whole<{ amount: number; currency: string }>({ amount: integer, currency }),
  name: text(),
  product_description: text(40_000),
  specified_commercial_transactions_act_url: orNone(url),
  support_address: otherAddress,
  support_email: email,
  support_phone: text(),
  support_url: orNone(url),
  url,
};

export const companyFields: FieldsOf<Company> = {
  address,
  address_kana: japanAddress,
  address_kanji: japanAddress,
  administrative_address: address,
  directors_provided: flag,
  directorship_declaration: acceptance,
  executives_provided: flag,
  export_license_id: optional(text()),
  export_purpose_code: optional(text()),
  name: text(100),
  name_kana: text(100),
  name_kanji: text(100),
  owners_provided: flag,
  ownership_declaration: acceptance,
  ownership_exemption_reason: orNone(
    oneOf("qualified_entity_exceeds_ownership_threshold", "qualifies_as_financial_institution"),
  ),
  phone: text(),
  physical_address: address,
  principal_place_of_business: address,
  registration_date: orNone(date),
  registration_number: identityNumber(null),
  representative_declaration: acceptance,
  structure: orNone(
    oneOf(
      "free_zone_establishment",
      "free_zone_llc",
      "government_instrumentality",
      "governmental_unit",
      "incorporated_non_profit",
      "incorporated_partnership",
      "limited_liability_partnership",
      "llc",
      "multi_member_llc",
      "private_company",
      "private_corporation",
      "private_partnership",
      "public_company",
      "public_corporation",
      "public_partnership",
      "registered_charity",
      "single_member_llc",
      "sole_establishment",
      "sole_proprietorship",
      "tax_exempt_government_instrumentality",
      "unincorporated_association",
      "unincorporated_non_profit",
      "unincorporated_partnership",
    ),
  ),
  tax_id: identityNumber("company.tax_id"),
  tax_id_registrar: optional(text()),
  vat_id: identityNumber(null),
  verification: hash<NonNullable<Company["verification"]>>({ document: documentSides }),
};

const signedFiles = hash<Given<{ files: string[]; signer: Given<{ person: string }> }>>({
  files: texts,
  signer: hash<Given<{ person: string }>>({ person: text() }),
});

/** `proof_of_registration` is a parameter of updates only. */
export const createDocumentsFields: FieldsOf<Omit<AccountDocuments, "proof_of_registration">> = {
  bank_account_ownership_verification: files,
  company_license: files,
  company_memorandum_of_association: files,
  company_ministerial_decree: files,
  company_registration_verification: files,
  company_tax_id_verification: files,
  proof_of_address: files,
  proof_of_business_presence: files,
  proof_of_ultimate_beneficial_ownership: signedFiles,
};
export const documentsFields: FieldsOf<AccountDocuments> = {
  ...createDocumentsFields,
  proof_of_registration: signedFiles,
};

type Settings<Name extends keyof AccountSettings> = NonNullable<AccountSettings[Name]>;

/** A number of days, or the fewest that are possible, which is as good as the country's own. */
const delayDays: Field<number> = (parameters, name) =>
  parameters.text(name) === "minimum" ? null : parameters.integer(name);

const integers: Field<number[]> = (parameters, name) => {
  const items = texts(parameters, name);
  return items?.map((item, index) => {
    if (/^\d{1,2}$/.test(item)) return Number(item);
    throw parameterError(`Invalid integer: ${item}`, `${parameters.path(name)}[${index}]`, "parameter_invalid_integer");
  });
};

const nothing: Field<Record<string, never>> = (parameters, name) => parameters.hash(name) && {};

export const settingsFields: FieldsOf<AccountSettings> = {
  bacs_debit_payments: hash<Settings<"bacs_debit_payments">>({ display_name: text() }),
  branding: hash<Settings<"branding">>({ icon: text(), logo: text(), primary_color: color, secondary_color: color }),
  card_issuing: hash<Settings<"card_issuing">>({ tos_acceptance: furtherAcceptance }),
  card_payments: hash<Settings<"card_payments">>({
    decline_on: hash<Given<{ avs_failure: boolean; cvc_failure: boolean }>>({ avs_failure: flag, cvc_failure: flag }),
    statement_descriptor_prefix: descriptor(2, 10),
    statement_descriptor_prefix_kana: orNone(text(10)),
    statement_descriptor_prefix_kanji: orNone(text(10)),
  }),
  invoices: hash<Settings<"invoices">>({
    default_account_tax_ids: orNone(texts),
    hosted_payment_method_save: oneOf("always", "never", "offer"),
  }),
  payments: hash<Settings<"payments">>({
    statement_descriptor: descriptor(5, 22),
    statement_descriptor_kana: text(22),
    statement_descriptor_kanji: text(22),
  }),
  payouts: hash<Settings<"payouts">>({
    debit_negative_balances: flag,
    schedule: hash<NonNullable<Settings<"payouts">["schedule"]>>({
      delay_days: delayDays,
      interval: oneOf("daily", "manual", "monthly", "weekly"),
      monthly_anchor: integer,
      monthly_payout_days: integers,
      weekly_anchor: oneOf("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
      weekly_payout_days: manyOf("monday", "tuesday", "wednesday", "thursday", "friday"),
    }),
    statement_descriptor: descriptor(1, 22),
  }),
  paypay_payments: hash<Settings<"paypay_payments">>({
    additional_files: texts,
    goods_type: oneOf("digital_content", "other"),
    site: hash<NonNullable<Settings<"paypay_payments">["site"]>>({
      accessible: nothing,
      in_development: hash<NonNullable<NonNullable<Settings<"paypay_payments">["site"]>["in_development"]>>({
        password: identityNumber(null),
        username: text(),
      }),
      restricted: hash<Given<{ payment_flow_file: string }>>({ payment_flow_file: text() }),
      type: oneOf("accessible", "in_development", "restricted"),
    }),
  }),
  sepa_debit_payments: hash<Settings<"sepa_debit_payments">>({ creditor_id: text() }),
  treasury: hash<Settings<"treasury">>({ tos_acceptance: furtherAcceptance }),
};

export const tosAcceptanceFields: FieldsOf<TosAcceptance> = {
  date: integer,
  ip: text(),
  service_agreement: oneOf("full", "recipient"),
  user_agent: text(),
};

/** What was asked for or given back, by capability. */
export function readCapabilities(parameters: Parameters): ReadonlyMap<CapabilityName, boolean> {
  const given = parameters.hash("capabilities");
  const wanted = new Map<CapabilityName, boolean>();
  for (const name of given ? capabilityNames : []) {
    const requested = given?.hash(name)?.boolean("requested");
    if (requested !== undefined) wanted.set(name, requested);
  }
  return wanted;
}
