import { parameterError } from "../../http/errors.ts";
import {
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
import { checkEmail } from "../../http/parameters.ts";
import type { Individual } from "../../records/account.ts";
import type {
  Acceptance,
  DocumentSides,
  JapanAddress,
  PersonDetails,
  Relationship,
} from "../../records/account-person.ts";
import type { Address, DateParts, Given } from "../../records/common.ts";
import { identityNumber } from "../checks/numbers.ts";

/** Stripe API: the parameters of a Person, as `person` itself, `individual` and tokens take them. */

/**
 * As `field`, of a detail that nobody has to give. docs.stripe.com/connect/account-tokens, on removing details of legal entities and
 * persons: an empty text clears optional ones (its example is the second line of an address) and no others. Which these are it does not
 * list, and Stripe's OpenAPI document marks none of them; so Stripe may refuse one.
 */
export const optional = orNone;

const addressFields = {
  city: text(100),
  country: text(),
  line1: text(200),
  line2: text(200),
  postal_code: text(),
  state: text(),
};
/** Of no legal entity. */
export const otherAddress = hash<Given<Address>>(addressFields);
export const address = hash<Given<Address>>({ ...addressFields, line2: optional(text(200)) });

export const japanAddress = hash<Given<JapanAddress>>({
  city: text(),
  country: text(),
  line1: text(),
  line2: optional(text()),
  postal_code: text(),
  state: text(),
  town: text(),
});

export const acceptance = hash<Given<Acceptance>>({ date: integer, ip: text(), user_agent: text() });

/** As `acceptance`, of terms beside Stripe's own: how they were accepted can be unset. */
export const furtherAcceptance = hash<Given<Acceptance>>({ date: integer, ip: text(), user_agent: orNone(text()) });

export const documentSides = hash<Given<DocumentSides>>({ back: text(500), front: text(500) });

export const files = hash<{ files: string[] }>({ files: texts });

/** Empty it is an invalid one, as Stripe answers of `business_profile[support_email]` (stripe/stripe-ruby 1094). */
export const email: Field<string> = (parameters, name) => {
  const value = parameters.string(name, 800);
  return value === undefined ? undefined : checkEmail(value ?? "", parameters.path(name));
};

/** Day, month and year, all of them, which must be a day there was. */
export const date: Field<DateParts> = (parameters, name) => {
  const parts = whole<{ day: number; month: number; year: number }>({ day: integer, month: integer, year: integer })(
    parameters,
    name,
  );
  if (!parts) return parts;

  const { day, month, year } = parts;
  const made = new Date(Date.UTC(year, month - 1, day));
  if (made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day) return parts;
  const wrong = month < 1 || month > 12 ? "month" : day < 1 || day > 31 ? "day" : null;
  const path = parameters.path(name);
  throw parameterError(`Invalid date: ${year}-${month}-${day}`, wrong ? `${path}[${wrong}]` : path);
};

/** Percent with decimals, 0 to 100. */
const percent: Field<number> = (parameters, name) => {
  const value = parameters.text(name);
  if (value === undefined) return undefined;
  const path = parameters.path(name);
  if (!/^\d{1,9}(\.\d+)?$/.test(value)) throw parameterError(`Invalid decimal: ${value}`, path);
  if (Number(value) > 100) throw parameterError("Percent ownership must be between 0 and 100.", path);
  return Number(value);
};

/** One empty text, sent as item or alone, says that there are none. */
const aliases: Field<string[]> = (parameters, name) => {
  const sent = parameters.strings(name, true);
  return sent === null ? [""] : sent;
};

const relationshipOfIndividual = {
  director: flag,
  executive: flag,
  owner: flag,
  percent_ownership: orNone(percent),
  title: optional(text()),
};
const relationship: FieldsOf<Given<Relationship>> = {
  ...relationshipOfIndividual,
  authorizer: flag,
  legal_guardian: flag,
  representative: flag,
};

const common = {
  address,
  address_kana: japanAddress,
  address_kanji: japanAddress,
  dob: orNone(date),
  email: optional(email),
  first_name: text(100),
  first_name_kana: text(),
  first_name_kanji: text(),
  full_name_aliases: aliases,
  gender: optional(oneOf("male", "female")),
  id_number: identityNumber("id_number"),
  id_number_secondary: identityNumber(null),
  last_name: text(100),
  last_name_kana: text(),
  last_name_kanji: text(),
  maiden_name: optional(text()),
  phone: text(),
  political_exposure: oneOf("existing", "none"),
  registered_address: address,
  ssn_last_4: identityNumber("ssn_last_4"),
  verification: hash<NonNullable<PersonDetails["verification"]>>({
    additional_document: documentSides,
    document: documentSides,
  }),
};

/** Of a Person. */
export const personFields: FieldsOf<PersonDetails> = {
  ...common,
  additional_tos_acceptances: hash<NonNullable<PersonDetails["additional_tos_acceptances"]>>({
    account: furtherAcceptance,
  }),
  documents: hash<NonNullable<PersonDetails["documents"]>>({
    company_authorization: files,
    passport: files,
    visa: files,
  }),
  nationality: text(),
  relationship: hash<Given<Relationship>>(relationship),
  us_cfpb_data: hash<NonNullable<PersonDetails["us_cfpb_data"]>>({
    ethnicity_details: hash<Given<{ ethnicity: string[]; ethnicity_other: string }>>({
      ethnicity: manyOf(
        "cuban",
        "hispanic_or_latino",
        "mexican",
        "not_hispanic_or_latino",
        "other_hispanic_or_latino",
        "prefer_not_to_answer",
        "puerto_rican",
      ),
      ethnicity_other: text(),
    }),
    race_details: hash<Given<{ race: string[]; race_other: string }>>({
      race: manyOf(
        "african_american",
        "american_indian_or_alaska_native",
        "asian",
        "asian_indian",
        "black_or_african_american",
        "chinese",
        "ethiopian",
        "filipino",
        "guamanian_or_chamorro",
        "haitian",
        "jamaican",
        "japanese",
        "korean",
        "native_hawaiian",
        "native_hawaiian_or_other_pacific_islander",
        "nigerian",
        "other_asian",
        "other_black_or_african_american",
        "other_pacific_islander",
        "prefer_not_to_answer",
        "samoan",
        "somali",
        "vietnamese",
        "white",
      ),
      race_other: text(),
    }),
    self_identified_gender: text(),
  }),
};

/** Of `individual`, which cannot say what its person is to the business beyond these. */
export const individualFields: FieldsOf<Individual> = {
  ...common,
  relationship: hash<Pick<Given<Relationship>, keyof typeof relationshipOfIndividual>>(relationshipOfIndividual),
};
