import type { Entry } from "@/lib/connect/requirements/entry";

/**
 * How a field is answered, and so how it is drawn and read. `press`: time, address and browser are recorded, nothing is typed.
 * `bank`: goes from the browser to Stripe. `liveness`: only Stripe's capture. `confirm`: a box, then a button. `iso_date`: as `date`,
 * which are three numbers to Stripe, but one text.
 */
type FieldKind =
  | (
      | "name"
      | "kana"
      | "kanji"
      | "kanji_text"
      | "text"
      | "lines"
      | "long_text"
      | "street"
      | "postcode"
      | "state"
      | "country"
    )
  | ("email" | "tel" | "url" | "birth_date" | "date" | "iso_date" | "choice" | "choices" | "count" | "percent" | "mcc")
  | "amount"
  | ("ssn_last_4" | "id_number" | "tax_id" | "registration_number" | "vat_number" | "descriptor" | "descriptor_prefix")
  | ("press" | "confirm" | "upload" | "liveness" | "bank");

/** The task that a field belongs to; `details` is `you` or `person`, by who asks. */
type FieldTask = ("details" | "id" | "home" | "live" | "people") | ("company" | "papers" | "shop" | "bank" | "terms");

type Spec = {
  task: FieldTask;
  kind: FieldKind;
  /** Fields of one legend stand together. */
  group: GroupName;
  /** The HTML autocomplete token for the person themselves; never for numbers that we must not keep. */
  autocomplete?: string;
  /** Characters. From the parameters of Stripe's API where they have one. */
  maxLength?: number;
  /** Stripe's values, in the order in which they are offered. */
  choices?: readonly ChoiceValue[];
  /** Entries below this one that the same field answers: `dob.day`. */
  parts?: readonly string[];
  optional?: true;
};

/** The legends of a form, in the order of the form. */
const groupNames = [
  ...["name", "birth", "contact", "address", "address_kanji", "address_kana", "registered_address"],
  ...["numbers", "role", "background", "identity", "company", "register"],
  ...["company_address", "company_address_kanji", "company_address_kana", "company_administrative_address"],
  ...["company_physical_address", "company_principal_place_of_business", "shop", "customers"],
  ...["business_profile_support_address", "sales", "statement", "documents", "confirm", "bank", "terms"],
] as const;

/** Where an address stands, and the script it takes. */
const addressGroups = {
  address: { task: "details", script: "latin" },
  address_kanji: { task: "details", script: "kanji" },
  address_kana: { task: "details", script: "kana" },
  registered_address: { task: "details", script: "latin" },
  company_address: { task: "company", script: "latin" },
  company_address_kanji: { task: "company", script: "kanji" },
  company_address_kana: { task: "company", script: "kana" },
  company_administrative_address: { task: "company", script: "latin" },
  company_physical_address: { task: "company", script: "latin" },
  company_principal_place_of_business: { task: "company", script: "latin" },
  business_profile_support_address: { task: "shop", script: "latin" },
} as const satisfies Partial<Record<GroupName, { task: FieldTask; script: "latin" | "kana" | "kanji" }>>;

/** A legend: its text is `connect.group`. */
type GroupName = (typeof groupNames)[number];

const text = (task: FieldTask, group: GroupName, more?: Partial<Spec>) =>
  ({ task, group, kind: "text", ...more }) as const;
const upload = (task: FieldTask, parts: readonly string[]) =>
  ({ task, group: task === "papers" ? "documents" : "identity", kind: "upload", parts }) as const;
const amount = (group: GroupName) =>
  ({ task: "shop", group, kind: "amount", maxLength: 30, parts: ["amount", "currency"] }) as const;
const date = ["day", "month", "year"] as const;
const pressed = ["date", "ip", "user_agent"] as const;
const sides = ["front", "back"] as const;
const files = ["files"] as const;

/** Stripe API, Account.company.structure, SDK 23.1.0. Which of them a country has is not published. */
const structures = [
  ...["single_member_llc", "multi_member_llc", "llc", "private_corporation", "public_corporation", "private_company"],
  ...["public_company", "private_partnership", "public_partnership", "limited_liability_partnership"],
  ...["incorporated_partnership", "unincorporated_partnership", "sole_proprietorship", "sole_establishment"],
  ...["free_zone_llc", "free_zone_establishment", "unincorporated_association", "incorporated_non_profit"],
  ...["unincorporated_non_profit", "registered_charity", "governmental_unit", "government_instrumentality"],
  "tax_exempt_government_instrumentality",
] as const;

/** Stripe API, Person.us_cfpb_data and Account.business_profile, SDK 23.1.0. */
const ethnicities = [
  ...["prefer_not_to_answer", "not_hispanic_or_latino", "hispanic_or_latino", "cuban", "mexican", "puerto_rican"],
  "other_hispanic_or_latino",
] as const;
const races = [
  ...["prefer_not_to_answer", "african_american", "american_indian_or_alaska_native", "asian", "asian_indian"],
  ...["black_or_african_american", "chinese", "ethiopian", "filipino", "guamanian_or_chamorro", "haitian", "jamaican"],
  ...["japanese", "korean", "native_hawaiian", "native_hawaiian_or_other_pacific_islander", "nigerian", "other_asian"],
  ...["other_black_or_african_american", "other_pacific_islander", "samoan", "somali", "vietnamese", "white"],
] as const;
const designations = [
  ...["prefer_not_to_answer", "none_of_these_apply", "lgbtqi_owned_business", "minority_owned_business"],
  "women_owned_business",
] as const;

const offices = ["none", "existing"] as const;
const genders = ["female", "male"] as const;
const businessTypes = ["individual", "company", "non_profit", "government_entity"] as const;
const exemptions = ["qualified_entity_exceeds_ownership_threshold", "qualifies_as_financial_institution"] as const;

/** Every value that any list offers, in the order of the lists; each has one text, whichever list it stands in. */
export const choiceValues = [
  ...[...offices, ...genders, ...businessTypes, ...exemptions, ...structures],
  ...[...ethnicities, ...races, ...designations],
];

type ChoiceValue = (typeof choiceValues)[number];

const choice = (task: FieldTask, group: GroupName, choices: readonly ChoiceValue[]) =>
  ({ task, group, kind: "choice", choices }) as const;

/** By the key of an entry about a person. */
const personFields = {
  first_name: { task: "details", group: "name", kind: "name", autocomplete: "given-name", maxLength: 100 },
  last_name: { task: "details", group: "name", kind: "name", autocomplete: "family-name", maxLength: 100 },
  // As Japanese forms have them: the family name first, and how it is read after how it is written.
  last_name_kanji: { task: "details", group: "name", kind: "kanji", maxLength: 100 },
  first_name_kanji: { task: "details", group: "name", kind: "kanji", maxLength: 100 },
  last_name_kana: { task: "details", group: "name", kind: "kana", maxLength: 100 },
  first_name_kana: { task: "details", group: "name", kind: "kana", maxLength: 100 },
  maiden_name: { task: "details", group: "name", kind: "name", maxLength: 100 },
  full_name_aliases: { task: "details", group: "name", kind: "lines", maxLength: 300 },
  dob: { task: "details", group: "birth", kind: "birth_date", autocomplete: "bday", parts: date },
  email: { task: "details", group: "contact", kind: "email", autocomplete: "email", maxLength: 254 },
  phone: { task: "details", group: "contact", kind: "tel", autocomplete: "tel", maxLength: 30 },
  nationality: { task: "details", group: "numbers", kind: "country" },
  gender: choice("details", "numbers", genders),
  ssn_last_4: { task: "details", group: "numbers", kind: "ssn_last_4", maxLength: 4 },
  id_number: { task: "details", group: "numbers", kind: "id_number", maxLength: 30 },
  id_number_secondary: text("details", "numbers", { maxLength: 30 }),
  "relationship.title": text("details", "role", { autocomplete: "organization-title", maxLength: 100 }),
  political_exposure: choice("details", "role", offices),
  "us_cfpb_data.ethnicity_details.ethnicity": { ...choice("details", "background", ethnicities), kind: "choices" },
  "us_cfpb_data.ethnicity_details.ethnicity_other": text("details", "background", { maxLength: 100 }),
  "us_cfpb_data.race_details.race": { ...choice("details", "background", races), kind: "choices" },
  "us_cfpb_data.race_details.race_other": text("details", "background", { maxLength: 100 }),
  "us_cfpb_data.self_identified_gender": text("details", "background", { maxLength: 100 }),
  "additional_tos_acceptances.account": { task: "terms", group: "terms", kind: "press", parts: pressed },
  "verification.document": upload("id", sides),
  "verification.additional_document": upload("home", sides),
  "verification.proof_of_liveness": { task: "live", group: "identity", kind: "liveness" },
  // Written so in Stripe's documentation of 2024, and as above in every recorded answer.
  proof_of_liveness: { task: "live", group: "identity", kind: "liveness" },
  "documents.company_authorization": upload("papers", files),
  "documents.passport": upload("id", files),
  "documents.visa": upload("id", files),
  "relationship.percent_ownership": { task: "people", group: "role", kind: "percent", maxLength: 10 },
  "relationship.representative": { task: "people", group: "role", kind: "confirm" },
  "relationship.owner": { task: "people", group: "role", kind: "confirm" },
  "relationship.director": { task: "people", group: "role", kind: "confirm" },
  "relationship.executive": { task: "people", group: "role", kind: "confirm" },
  "relationship.authorizer": { task: "people", group: "role", kind: "confirm" },
  "relationship.legal_guardian": { task: "people", group: "role", kind: "confirm" },
} as const satisfies Record<string, Spec>;

/** By the key of an entry about the account. */
const accountFields = {
  business_type: choice("company", "company", businessTypes),
  "company.name": text("company", "company", { autocomplete: "organization", maxLength: 100 }),
  "company.name_kanji": { task: "company", group: "company", kind: "kanji_text", maxLength: 100 },
  "company.name_kana": { task: "company", group: "company", kind: "kana", maxLength: 100 },
  "company.phone": { task: "company", group: "company", kind: "tel", autocomplete: "tel", maxLength: 30 },
  "company.structure": choice("company", "register", structures),
  "company.tax_id": { task: "company", group: "register", kind: "tax_id", maxLength: 30 },
  "company.tax_id_registrar": text("company", "register", { maxLength: 100 }),
  "company.vat_id": { task: "company", group: "register", kind: "vat_number", maxLength: 20 },
  // The entry's name in recorded answers; the parameter that answers it is company.vat_id.
  "company.business_vat_id_number": { task: "company", group: "register", kind: "vat_number", maxLength: 20 },
  "company.registration_number": { task: "company", group: "register", kind: "registration_number", maxLength: 30 },
  "company.registration_date": { task: "company", group: "register", kind: "date", parts: date },
  "company.export_license_id": text("company", "register", { maxLength: 30 }),
  "company.export_purpose_code": text("company", "register", { maxLength: 30 }),
  "company.owners_provided": { task: "people", group: "confirm", kind: "confirm" },
  "company.directors_provided": { task: "people", group: "confirm", kind: "confirm" },
  "company.executives_provided": { task: "people", group: "confirm", kind: "confirm" },
  "company.ownership_exemption_reason": choice("people", "confirm", exemptions),
  "company.ownership_declaration": { task: "people", group: "confirm", kind: "press", parts: pressed },
  "company.directorship_declaration": { task: "people", group: "confirm", kind: "press", parts: pressed },
  "company.representative_declaration": { task: "people", group: "confirm", kind: "press", parts: pressed },
  "company.verification.document": upload("papers", sides),
  "documents.proof_of_registration": upload("papers", files),
  "documents.company_registration_verification": upload("papers", files),
  "documents.company_license": upload("papers", files),
  "documents.company_memorandum_of_association": upload("papers", files),
  "documents.company_ministerial_decree": upload("papers", files),
  "documents.company_tax_id_verification": upload("papers", files),
  "documents.proof_of_address": upload("papers", files),
  "documents.proof_of_business_presence": upload("papers", files),
  "documents.proof_of_ultimate_beneficial_ownership": upload("papers", files),
  "documents.bank_account_ownership_verification": upload("bank", files),
  "business_profile.name": text("shop", "shop", { autocomplete: "organization", maxLength: 100 }),
  "business_profile.mcc": { task: "shop", group: "shop", kind: "mcc", maxLength: 4 },
  "business_profile.url": { task: "shop", group: "shop", kind: "url", autocomplete: "url", maxLength: 2048 },
  "business_profile.product_description": { task: "shop", group: "shop", kind: "long_text", maxLength: 40_000 },
  "business_profile.support_phone": { task: "shop", group: "customers", kind: "tel", maxLength: 30 },
  "business_profile.support_email": { task: "shop", group: "customers", kind: "email", maxLength: 254 },
  "business_profile.support_url": { task: "shop", group: "customers", kind: "url", maxLength: 2048 },
  "business_profile.specified_commercial_transactions_act_url": {
    ...{ task: "shop", group: "customers", kind: "url", maxLength: 2048 },
  },
  "business_profile.estimated_worker_count": { task: "shop", group: "sales", kind: "count", maxLength: 9 },
  "business_profile.annual_revenue": amount("sales"),
  "business_profile.annual_revenue.fiscal_year_end": { task: "shop", group: "sales", kind: "iso_date" },
  "business_profile.monthly_estimated_revenue": amount("sales"),
  "business_profile.minority_owned_business_designation": {
    ...choice("shop", "background", designations),
    kind: "choices",
  },
  "settings.payments.statement_descriptor": { task: "shop", group: "statement", kind: "descriptor", maxLength: 22 },
  "settings.payments.statement_descriptor_kana": { task: "shop", group: "statement", kind: "kana", maxLength: 22 },
  "settings.payments.statement_descriptor_kanji": {
    task: "shop",
    group: "statement",
    kind: "kanji_text",
    maxLength: 22,
  },
  "settings.payouts.statement_descriptor": { task: "shop", group: "statement", kind: "descriptor", maxLength: 22 },
  "settings.card_payments.statement_descriptor_prefix": {
    ...{ task: "shop", group: "statement", kind: "descriptor_prefix", maxLength: 10 },
  },
  "settings.card_payments.statement_descriptor_prefix_kana": {
    ...{ task: "shop", group: "statement", kind: "kana", maxLength: 10 },
  },
  "settings.card_payments.statement_descriptor_prefix_kanji": {
    ...{ task: "shop", group: "statement", kind: "kanji_text", maxLength: 10 },
  },
  external_account: { task: "bank", group: "bank", kind: "bank" },
  tos_acceptance: { task: "terms", group: "terms", kind: "press", parts: [...pressed, "service_agreement"] },
} as const satisfies Record<string, Spec>;

const addressParts = {
  line1: { kind: "street", autocomplete: "address-line1", maxLength: 200 },
  line2: { kind: "text", autocomplete: "address-line2", maxLength: 200, optional: true },
  city: { kind: "text", autocomplete: "address-level2", maxLength: 100 },
  state: { kind: "state", autocomplete: "address-level1", maxLength: 100 },
  postal_code: { kind: "postcode", autocomplete: "postal-code", maxLength: 12 },
  country: { kind: "country", autocomplete: "country" },
  // Japan's chōme and neighbourhood; no HTML token names it.
  town: { kind: "text", maxLength: 100 },
} as const satisfies Record<string, Partial<Spec>>;

type Underscored<Key extends string> = Key extends `${infer Head}.${infer Tail}` ? `${Head}_${Underscored<Tail>}` : Key;
type AddressPart = keyof typeof addressParts;

/** What a field is called in the texts: Stripe's name with underscores. One name may stand in several groups. */
type FieldName =
  | Underscored<keyof typeof personFields | keyof typeof accountFields>
  | `address_${AddressPart | "other"}`;

/** One question of a form. */
export type Field = {
  name: FieldName;
  /** What its answer is called in Stripe's parameters, below person or account: `dob`, `address.city`. Unique in its scope. */
  path: string;
  task: FieldTask;
  group: GroupName;
  kind: FieldKind;
  autocomplete: string | null;
  inputMode: "text" | "numeric" | "decimal" | "email" | "tel" | "url";
  maxLength: number | null;
  choices: readonly ChoiceValue[];
  optional: boolean;
  /** An address part that Stripe added after this was written, by its own name; null for all others. */
  unknownPart: string | null;
};

const inputModes: Partial<Record<FieldKind, Field["inputMode"]>> = {
  ...{ email: "email", tel: "tel", url: "url", percent: "decimal", amount: "decimal", count: "numeric" },
  ...{ birth_date: "numeric", date: "numeric", iso_date: "numeric", ssn_last_4: "numeric" },
};

// The casts hold: the keys of an object literal are exactly those of its type, and a name is its key with underscores.
const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>) => Object.keys(record) as Key[];
const nameOf = <Key extends string>(key: Key) => key.replaceAll(".", "_") as Underscored<Key>;

const made = (spec: Spec, name: FieldName, path: string, unknownPart: string | null = null): Field => ({
  ...{ name, path, task: spec.task, group: spec.group, kind: spec.kind, unknownPart },
  autocomplete: spec.autocomplete ?? null,
  inputMode: inputModes[spec.kind] ?? "text",
  maxLength: spec.maxLength ?? null,
  choices: spec.choices ?? [],
  optional: spec.optional ?? false,
});

/** Which kind a part of an address is in a script: kana and kanji for what is written, the rest unchanged. */
const addressKind = (kind: FieldKind, script: "latin" | "kana" | "kanji"): FieldKind => {
  if (script === "latin" || (kind !== "street" && kind !== "text")) return kind;
  return script === "kana" ? "kana" : "kanji_text";
};

type Known = { field: Field; parts: readonly string[] };

const knownOf = <Key extends keyof typeof personFields | keyof typeof accountFields>(
  specs: Readonly<Record<Key, Spec>>,
): [string, Known][] =>
  keysOf(specs).map((key) => [key, { field: made(specs[key], nameOf(key), key), parts: specs[key].parts ?? [] }]);

const addressFields = (key: string, group: keyof typeof addressGroups): [string, Known][] => {
  const { task, script } = addressGroups[group];
  // A browser knows the address of the one who types, not that of a company's other places.
  const own = group === "address" || group === "company_address";
  return keysOf(addressParts).map((part) => {
    const { kind, ...spec }: Partial<Spec> & { kind: FieldKind } = addressParts[part];
    const { autocomplete, ...withoutToken } = spec;
    const whole: Spec = { ...(own ? spec : withoutToken), kind: addressKind(kind, script), task, group };
    return [`${key}.${part}`, { field: made(whole, `address_${part}`, `${key}.${part}`), parts: [] }];
  });
};

/** Where addresses stand, by the key of the entry. */
const personAddresses = {
  ...{ address: "address", address_kana: "address_kana", address_kanji: "address_kanji" },
  registered_address: "registered_address",
} as const satisfies Record<string, GroupName>;
const accountAddresses = {
  "company.address": "company_address",
  "company.address_kana": "company_address_kana",
  "company.address_kanji": "company_address_kanji",
  "company.administrative_address": "company_administrative_address",
  "company.physical_address": "company_physical_address",
  "company.principal_place_of_business": "company_principal_place_of_business",
  "business_profile.support_address": "business_profile_support_address",
} as const satisfies Record<string, GroupName>;

const catalogue = (
  specs: [string, Known][],
  addresses: Readonly<Record<string, keyof typeof addressGroups>>,
): { fields: ReadonlyMap<string, Known>; addresses: ReadonlyMap<string, keyof typeof addressGroups> } => ({
  fields: new Map([...specs, ...Object.entries(addresses).flatMap(([key, group]) => addressFields(key, group))]),
  addresses: new Map(Object.entries(addresses)),
});

const ofPersons = catalogue(knownOf(personFields), personAddresses);
const ofAccount = catalogue(knownOf(accountFields), accountAddresses);

/** Every field that is known, in the order in which those of one legend stand in a form. */
export const knownFields: readonly Field[] = [ofPersons, ofAccount].flatMap(({ fields }) =>
  [...fields.values()].map(({ field }) => field),
);

/** Whether day, month and year are typed. */
export const isDate = ({ kind }: Pick<Field, "kind">): boolean =>
  kind === "birth_date" || kind === "date" || kind === "iso_date";

/**
 * Fields that Stripe takes together or not at all: where one is asked, all are (Stripe API, Account.business_profile.annual_revenue,
 * whose three parameters are required).
 */
export const fieldsTogether: readonly (readonly Field["path"][])[] = [
  ["business_profile.annual_revenue", "business_profile.annual_revenue.fiscal_year_end"],
];

/** Every legend that a field may stand under. */
export const fieldGroups: readonly GroupName[] = groupNames;

/** Fields with an example in the texts. Those of numbers, postcodes and phones are the country's: `numberExample` and its like. */
export const fieldsWithExample = [
  ...["first_name", "last_name", "first_name_kana", "last_name_kana", "first_name_kanji", "last_name_kanji"],
  ...["maiden_name", "full_name_aliases", "email", "ssn_last_4", "relationship_title"],
  ...["relationship_percent_ownership", "company_tax_id_registrar"],
  ...["business_profile_name", "business_profile_mcc", "business_profile_url", "business_profile_product_description"],
  ...["business_profile_estimated_worker_count", "settings_payments_statement_descriptor"],
  "settings_card_payments_statement_descriptor_prefix",
] as const satisfies readonly FieldName[];

/** Fields that some countries call by a word of their own, with those countries. */
const nationalFields = {
  address_city: ["JP"],
  address_line1: ["JP"],
  address_postal_code: ["BR", "US"],
  address_state: ["AU", "BR", "CA", "JP", "US"],
  id_number: ["BR", "CA", "HK", "MY", "SG", "TH", "US"],
  id_number_secondary: ["TH"],
  company_tax_id: ["AU", "BR", "CA", "DE", "FR", "GB", "JP", "SG", "US"],
  company_registration_number: ["AU"],
  company_vat_id: ["AE"],
  company_business_vat_id_number: ["AE"],
  documents_company_tax_id_verification: ["US"],
} as const satisfies Partial<Record<FieldName, readonly string[]>>;

type NationalFields = typeof nationalFields;
type NationalText = {
  [Name in keyof NationalFields]: `national.${Name}.${NationalFields[Name][number]}`;
}[keyof NationalFields];

/** Every text of a field that is one country's alone. */
export const nationalFieldTexts = keysOf(nationalFields).flatMap((name) =>
  // The cast holds: name and country come from the same line.
  nationalFields[name].map((country) => `national.${name}.${country}` as NationalText),
);

/**
 * Where in the messages of `connect` a field's `label` and `help` stand. `country`: of the address for its parts, else of the
 * account, whose numbers are asked for whoever the person is.
 */
export const textsOfField = (name: FieldName, country: string): NationalText | `field.${FieldName}` =>
  nationalFieldTexts.find((text) => text === `national.${name}.${country}`) ?? `field.${name}`;

/**
 * The field that answers an entry; the longest known prefix decides. Null for what no rule knows, and for risk entries.
 * An unknown part of an address is a text field that carries Stripe's own name of it.
 */
export function fieldOf({ scope, key }: Entry): Field | null {
  if (scope.kind === "risk") return null;
  const { fields, addresses } = scope.kind === "account" ? ofAccount : ofPersons;
  const segments = key.split(".");
  const prefixes = segments.map((_, index) => segments.slice(0, segments.length - index).join("."));
  for (const prefix of prefixes) {
    const rest = key.slice(prefix.length + 1);
    const known = fields.get(prefix);
    if (known) return rest === "" || known.parts.includes(rest) ? known.field : null;
    const group = addresses.get(prefix);
    if (group && rest !== "" && !rest.includes(".")) {
      const { task, script } = addressGroups[group];
      const spec: Spec = { task, group, kind: addressKind("text", script), maxLength: 200 };
      return made(spec, "address_other", key, rest);
    }
  }
  return null;
}

/**
 * Whether a VerificationSession with a document and a selfie proves what a field asks of a person; it never stands for a proof of
 * address, nor for a company's papers. Source: docs.stripe.com/connect/identity-verification.
 */
export const isProvable = (field: Field | null): boolean =>
  field?.kind === "liveness" || field?.path === "verification.document";
