import type { Shape, Wire } from "../http/expand.ts";
import type { AccountRecord } from "../records/account.ts";
import type { AccountPersonRecord, DocumentSides } from "../records/account-person.ts";
import type { Checks, StoredCheck } from "../records/check.ts";
import type { Address, Given } from "../records/common.ts";
import type { ExternalAccountRecord } from "../records/external-account.ts";
import type { Objects } from "../store/objects.ts";
import { type Holdings, isRepresentative } from "./assessment/facts.ts";
import { settingsOf } from "./settings.ts";

const sides: Shape = { back: { reference: "file" }, front: { reference: "file" } };

/** Stripe API, Person: what `expand` reveals. */
export const personShape: Shape = {
  verification: { shape: { additional_document: { shape: sides }, document: { shape: sides } } },
};

/** Stripe API, Account: what `expand` reveals. */
export const accountShape: Shape = {
  company: { shape: { verification: { shape: { document: { shape: sides } } } } },
  individual: { shape: personShape },
  settings: { shape: { branding: { shape: { icon: { reference: "file" }, logo: { reference: "file" } } } } },
};

/** Stripe API, BankAccount: what `expand` reveals. */
export const externalAccountShape: Shape = { account: { reference: "account" } };

/** How many bank accounts an Account shows; the others are on the pages of their list. */
const banksShown = 10;

/** The account with all that belongs to it. */
export function holdingsOf({ objects }: { objects: Objects }, account: AccountRecord): Holdings {
  return {
    account,
    persons: objects.inAccount("person", account.id),
    banks: objects.inAccount("external_account", account.id),
  };
}

export function accountToWire({ account, persons, banks }: Holdings): Wire {
  const { internal, ...shown } = account;
  const { businessProfile, capabilities, tosAcceptance } = internal;
  const individual = account.business_type === "individual" ? persons.find(isRepresentative) : undefined;
  return {
    ...shown,
    business_profile: {
      annual_revenue: businessProfile.annual_revenue ?? null,
      estimated_worker_count: businessProfile.estimated_worker_count ?? null,
      mcc: businessProfile.mcc ?? null,
      minority_owned_business_designation: businessProfile.minority_owned_business_designation ?? null,
      ...(businessProfile.monthly_estimated_revenue && {
        monthly_estimated_revenue: businessProfile.monthly_estimated_revenue,
      }),
      name: businessProfile.name ?? null,
      product_description: businessProfile.product_description ?? null,
      specified_commercial_transactions_act_url: businessProfile.specified_commercial_transactions_act_url ?? null,
      support_address: businessProfile.support_address ? wholeAddress(businessProfile.support_address) : null,
      support_email: businessProfile.support_email ?? null,
      support_phone: businessProfile.support_phone ?? null,
      support_url: businessProfile.support_url ?? null,
      url: businessProfile.url ?? null,
    },
    capabilities: Object.fromEntries(
      Object.entries(capabilities).flatMap(([name, { status }]) => (status === "unrequested" ? [] : [[name, status]])),
    ),
    company: companyOf(account),
    external_accounts: {
      object: "list",
      data: banks.slice(-banksShown).reverse().map(externalAccountToWire),
      has_more: banks.length > banksShown,
      url: `/v1/accounts/${account.id}/external_accounts`,
    },
    ...(individual && { individual: personToWire(individual) }),
    settings: settingsOf(account),
    tos_acceptance: {
      date: tosAcceptance.date ?? null,
      ip: tosAcceptance.ip ?? null,
      ...(tosAcceptance.service_agreement && { service_agreement: tosAcceptance.service_agreement }),
      user_agent: tosAcceptance.user_agent ?? null,
    },
  };
}

function companyOf({ business_type, country, internal }: AccountRecord): Wire {
  const { company, checks } = internal;
  const isCompany = business_type !== null && business_type !== "individual";
  /** Said by the platform, or found by Stripe; of no company there is nobody to name. */
  const isProvided = (who: "directors" | "executives" | "owners") =>
    internal.provided?.includes(`company.${who}_provided`) || (company[`${who}_provided`] ?? !isCompany);
  return {
    address: wholeAddress(company.address ?? {}),
    ...(country === "JP" && {
      address_kana: company.address_kana ? wholeJapanAddress(company.address_kana) : null,
      address_kanji: company.address_kanji ? wholeJapanAddress(company.address_kanji) : null,
      name_kana: company.name_kana ?? null,
      name_kanji: company.name_kanji ?? null,
    }),
    ...(company.administrative_address && { administrative_address: wholeAddress(company.administrative_address) }),
    directors_provided: isProvided("directors"),
    ...(company.directorship_declaration && { directorship_declaration: acceptance(company.directorship_declaration) }),
    executives_provided: isProvided("executives"),
    ...(company.export_license_id && { export_license_id: company.export_license_id }),
    ...(company.export_purpose_code && { export_purpose_code: company.export_purpose_code }),
    name: company.name ?? null,
    owners_provided: isProvided("owners"),
    ...(company.ownership_declaration && { ownership_declaration: acceptance(company.ownership_declaration) }),
    ...(company.ownership_exemption_reason && { ownership_exemption_reason: company.ownership_exemption_reason }),
    phone: company.phone ?? null,
    ...(company.physical_address && { physical_address: wholeAddress(company.physical_address) }),
    ...(company.principal_place_of_business && {
      principal_place_of_business: wholeAddress(company.principal_place_of_business),
    }),
    ...(company.registration_date && { registration_date: company.registration_date }),
    ...(company.representative_declaration && {
      representative_declaration: acceptance(company.representative_declaration),
    }),
    ...(company.structure && { structure: company.structure }),
    tax_id_provided: Boolean(company.tax_id),
    ...(company.tax_id_registrar && { tax_id_registrar: company.tax_id_registrar }),
    vat_id_provided: Boolean(company.vat_id),
    verification: {
      document: documentOf(company.verification?.document, checks["company.verification.document"]),
    },
  };
}

export function personToWire(person: AccountPersonRecord): Wire {
  const { internal, requirements, future_requirements, ...shown } = person;
  const { country, details, checks } = internal;
  const { relationship } = details;
  return {
    ...shown,
    additional_tos_acceptances: { account: acceptance(details.additional_tos_acceptances?.account ?? {}) },
    address: wholeAddress(details.address ?? {}),
    ...(country === "JP" && {
      address_kana: details.address_kana ? wholeJapanAddress(details.address_kana) : null,
      address_kanji: details.address_kanji ? wholeJapanAddress(details.address_kanji) : null,
      first_name_kana: details.first_name_kana ?? null,
      first_name_kanji: details.first_name_kanji ?? null,
      last_name_kana: details.last_name_kana ?? null,
      last_name_kanji: details.last_name_kanji ?? null,
    }),
    dob: details.dob ?? { day: null, month: null, year: null },
    email: details.email ?? null,
    first_name: details.first_name ?? null,
    full_name_aliases: details.full_name_aliases ?? [],
    future_requirements,
    gender: details.gender ?? null,
    id_number_provided: Boolean(details.id_number),
    id_number_secondary_provided: Boolean(details.id_number_secondary),
    last_name: details.last_name ?? null,
    maiden_name: details.maiden_name ?? null,
    nationality: details.nationality ?? null,
    phone: details.phone ?? null,
    ...(details.political_exposure && { political_exposure: details.political_exposure }),
    ...(details.registered_address && { registered_address: wholeAddress(details.registered_address) }),
    relationship: {
      authorizer: relationship?.authorizer ?? false,
      director: relationship?.director ?? false,
      executive: relationship?.executive ?? false,
      legal_guardian: relationship?.legal_guardian ?? false,
      owner: relationship?.owner ?? false,
      percent_ownership: relationship?.percent_ownership ?? null,
      representative: relationship?.representative ?? false,
      title: relationship?.title ?? null,
    },
    requirements,
    ssn_last_4_provided: Boolean(details.ssn_last_4 ?? (country === "US" ? details.id_number : null)),
    ...(details.us_cfpb_data && {
      us_cfpb_data: {
        ethnicity_details: details.us_cfpb_data.ethnicity_details
          ? { ethnicity: null, ethnicity_other: null, ...details.us_cfpb_data.ethnicity_details }
          : null,
        race_details: details.us_cfpb_data.race_details
          ? { race: null, race_other: null, ...details.us_cfpb_data.race_details }
          : null,
        self_identified_gender: details.us_cfpb_data.self_identified_gender ?? null,
      },
    }),
    verification: {
      additional_document: documentOf(
        details.verification?.additional_document,
        checks["verification.additional_document"],
      ),
      ...verificationOf(checks),
      document: documentOf(details.verification?.document, checks["verification.document"]),
    },
  };
}

/** A bank account without what its own checks know. */
export function externalAccountToWire({ internal, created: _, ...shown }: ExternalAccountRecord): Wire {
  const failed = Object.entries(internal.checks).flatMap(([requirement, check]) =>
    check.state === "failed" ? [{ requirement, code: check.code, reason: check.reason }] : [],
  );
  const due = failed.map(({ requirement }) => requirement);
  const pending = Object.entries(internal.checks).flatMap(([entry, { state }]) => (state === "pending" ? [entry] : []));
  return {
    ...shown,
    future_requirements: { currently_due: [], errors: [], past_due: [], pending_verification: [] },
    requirements: { currently_due: due, errors: failed, past_due: due, pending_verification: pending },
  };
}

/** What says that somebody is who they say; the first that there is decides, because a document makes up for numbers. */
const identityChecks = ["verification.document", "id_number", "ssn_last_4", "dob"];

/** Whether somebody is who they say, by their checks. */
export function verificationOf(checks: Checks): {
  status: string;
  details: string | null;
  details_code: string | null;
} {
  const check = identityChecks.map((name) => checks[name]).find((one) => one !== undefined);
  const failed = checks["verification.document"]?.state === "failed" ? checks["verification.document"] : null;
  return {
    status: !check || check.state === "failed" ? "unverified" : check.state,
    details: failed?.reason ?? null,
    details_code: failed && personCode(failed.code),
  };
}

/** Stripe API, Person, `verification.details_code`: eight codes, named after those of requirement errors. */
function personCode(code: string): string {
  if (code === "verification_failed_keyed_identity") return "failed_keyed_identity";
  return /^verification_(document_.*(_mismatch|duplicate_type))$/.exec(code)?.[1] ?? "failed_other";
}

/** Of a document, the codes are those of requirement errors without `verification_`. */
function documentOf(given: Given<DocumentSides> | null | undefined, check: StoredCheck | undefined): Wire {
  const failed = check?.state === "failed" ? check : null;
  return {
    back: given?.back ?? null,
    details: failed?.reason ?? null,
    details_code: failed && (/^verification_(document_.*)$/.exec(failed.code)?.[1] ?? "document_failed_other"),
    front: given?.front ?? null,
  };
}

const acceptance = ({
  date,
  ip,
  user_agent,
}: {
  date?: number | null;
  ip?: string | null;
  user_agent?: string | null;
}) => ({
  date: date ?? null,
  ip: ip ?? null,
  user_agent: user_agent ?? null,
});

const noAddress: Address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
const wholeAddress = (given: Given<Address>) => ({ ...noAddress, ...given });
const wholeJapanAddress = (given: Given<Address & { town: string | null }>) => ({ ...noAddress, town: null, ...given });
