import type { Acting } from "../../http/endpoint.ts";
import { parameterError } from "../../http/errors.ts";
import { type FieldsOf, merged, oneOf, orNone, readFields, text } from "../../http/fields.ts";
import { mergeMetadata, type Parameters } from "../../http/parameters.ts";
import type {
  AccountDocuments,
  AccountRecord,
  AccountSettings,
  BusinessProfile,
  BusinessType,
  CapabilityName,
  Company,
  Individual,
  TosAcceptance,
} from "../../records/account.ts";
import { businessTypes } from "../../records/account.ts";
import type { Metadata } from "../../records/common.ts";
import { isRepresentative } from "../assessment/facts.ts";
import { clear, entriesChanged } from "../assessment/raised.ts";
import { readExternalAccount, replaceBank } from "../banks/add.ts";
import type { GivenBank } from "../banks/bank-accounts.ts";
import { requestCapability } from "../capabilities/request.ts";
import type { AccountContext, Changeable } from "../change.ts";
import { beginAccountChecks } from "../checks/checks.ts";
import { listedFiles, type SentDocument, takeFiles } from "../checks/files.ts";
import { addPerson, changePerson, newSides } from "../persons/endpoints.ts";
import { email, individualFields } from "../persons/parameters.ts";
import { readToken, takeToken, withTokenNumbers } from "../tokens.ts";
import {
  businessProfileFields,
  companyFields,
  createDocumentsFields,
  currency,
  documentsFields,
  readCapabilities,
  settingsFields,
  tosAcceptanceFields,
} from "./account.ts";
import { checkCompany } from "./legal.ts";

type IndividualChanges = { details: Individual; metadata: Metadata | null | undefined };

/** What create and update have in common. Undefined: not sent. Null: cleared. */
export type Changes = {
  /** Of an account that is being made. */
  isNew: boolean;
  businessProfile: BusinessProfile | null | undefined;
  businessType: BusinessType | undefined;
  capabilities: ReadonlyMap<CapabilityName, boolean>;
  company: Company | null | undefined;
  currency: string | null | undefined;
  documents: AccountDocuments | null | undefined;
  email: string | null | undefined;
  externalAccount: string | GivenBank | null | undefined;
  individual: IndividualChanges | null | undefined;
  metadata: Metadata | null | undefined;
  paymentsPricing: string | null | undefined;
  settings: AccountSettings | null | undefined;
  token: string | null;
  tosAcceptance: TosAcceptance | null | undefined;
};

/** Reads what create and update have in common; some parameters only updates have. */
export function readChanges(parameters: Parameters, isNew: boolean): Changes {
  const hash = <Whole extends object>(name: string, fields: FieldsOf<Whole>) => {
    const given = parameters.hash(name);
    return given && readFields<Whole>(given, fields);
  };
  const groups = parameters.hash("groups");
  return {
    isNew,
    businessProfile: hash<BusinessProfile>("business_profile", businessProfileFields),
    businessType: oneOf(...businessTypes)(parameters, "business_type") ?? undefined,
    capabilities: readCapabilities(parameters),
    company: hash<Company>("company", companyFields),
    currency: currency(parameters, "default_currency"),
    documents: isNew ? hash("documents", createDocumentsFields) : hash<AccountDocuments>("documents", documentsFields),
    email: email(parameters, "email"),
    externalAccount: isNew
      ? readExternalAccount(parameters)
      : orNone(readExternalAccount)(parameters, "external_account"),
    individual: readIndividual(parameters),
    metadata: parameters.metadata(),
    paymentsPricing: groups && orNone(text())(groups, "payments_pricing"),
    settings: hash<AccountSettings>("settings", settingsFields),
    token: readToken(parameters, "account_token"),
    tosAcceptance: hash<TosAcceptance>("tos_acceptance", tosAcceptanceFields),
  };
}

function readIndividual(parameters: Parameters): IndividualChanges | undefined {
  const given = parameters.hash("individual");
  return given && { details: readFields<Individual>(given, individualFields), metadata: given.metadata() };
}

/** Makes the changes to the account and what belongs to it. Throws 400. */
export function applyChanges(context: AccountContext, acting: Acting, holdings: Changeable, changes: Changes): void {
  const { account } = holdings;
  const { internal } = account;
  const legal = legalChanges(context, acting, changes);
  const before = structuredClone(internal);

  if (legal.businessType) account.business_type = legal.businessType;
  if (changes.currency) account.default_currency = changes.currency;
  if (changes.email !== undefined) account.email = changes.email;
  if (changes.paymentsPricing !== undefined) account.groups.payments_pricing = changes.paymentsPricing;
  account.metadata = mergeMetadata(account.metadata, changes.metadata);
  internal.businessProfile = laidOver(internal.businessProfile, changes.businessProfile);
  internal.settings = laidOver(internal.settings, changes.settings);
  internal.documents = laidOver(internal.documents, changes.documents);
  internal.tosAcceptance = laidOver(internal.tosAcceptance, legal.tosAcceptance);
  internal.company = laidOver(internal.company, legal.company);
  checkTerms(account, context.options.platformCountry);
  if (legal.company || legal.businessType) {
    checkCompany(internal.company, account.country, account.business_type, (name) => `company[${name}]`);
  }
  for (const [name, requested] of changes.capabilities) requestCapability(context, account, name, requested);

  clear(account, [
    ...entriesChanged(before.businessProfile, changes.businessProfile ?? {}, "business_profile."),
    ...entriesChanged(before.company, legal.company ?? {}, "company."),
    ...entriesChanged(before.documents, changes.documents ?? {}, "documents."),
    ...entriesChanged(before.settings, changes.settings ?? {}, "settings."),
    ...entriesChanged(before.tosAcceptance, legal.tosAcceptance ?? {}, "tos_acceptance."),
    ...(changes.externalAccount ? ["external_account"] : []),
  ]);
  const files = takeFiles(
    context.objects,
    account.id,
    account.country,
    documentsOf(before, changes.documents, legal.company),
  );
  for (const bank of holdings.banks) for (const entry of files.keys()) delete bank.internal.checks[entry];
  beginAccountChecks(context, account, { before, sent: legal.company ?? null, files });
  if (legal.individual) changeIndividual(context, acting, holdings, legal.individual, changes.token !== null);
  // Whoever accepts them with another number accepts them for that.
  if (legal.tosAcceptance?.date) delete internal.checks["tos_acceptance.date"];
  if (changes.externalAccount) replaceBank(context, acting, holdings, changes.externalAccount);
}

function laidOver<Whole extends object>(given: Whole, changes: Whole | null | undefined): Whole {
  return changes ? merged(given, changes) : given;
}

type LegalChanges = Pick<Changes, "businessType" | "company" | "individual" | "tosAcceptance">;

/** What is said of the legal entity: by a token if there is one. That terms were accepted counts for a new account only. */
function legalChanges(context: AccountContext, acting: Acting, changes: Changes): LegalChanges {
  if (changes.token === null) return changes;
  const content = takeToken(context, acting, changes.token, "account", "account_token");
  const now = context.clock.now();
  const accepted = content.tosAccepted && changes.isNew ? { date: now, ip: "127.0.0.1" } : {};
  const signed = content.ownershipSigned ? { ownership_declaration: { date: now, ip: "127.0.0.1" } } : {};
  return {
    businessType: content.businessType ?? changes.businessType,
    company: content.company ? merged(content.company, signed) : undefined,
    individual: content.individual ?? undefined,
    tosAcceptance: merged<TosAcceptance>(changes.tosAcceptance ?? {}, accepted),
  };
}

function checkTerms({ internal, country }: AccountRecord, platformCountry: string): void {
  if (internal.tosAcceptance.service_agreement === "recipient" && country === platformCountry) {
    throw parameterError(
      `The recipient ToS agreement is not supported for platforms in ${platformCountry} creating accounts in ${country}. See https://stripe.com/docs/connect/cross-border-payouts for more details.`,
      "tos_acceptance[service_agreement]",
    );
  }
}

/** The person the account is about; made by the first thing that is said of it. */
function changeIndividual(
  context: AccountContext,
  acting: Acting,
  holdings: Changeable,
  sent: IndividualChanges,
  byToken: boolean,
): void {
  const { business_type: type } = holdings.account;
  if (type !== null && type !== "individual") {
    throw parameterError(
      `You cannot provide \`individual\` for an account with the business type '${type}': create a person.`,
      "individual",
    );
  }
  const person = holdings.persons.find(isRepresentative) ?? addPerson(context, holdings, byToken);
  person.metadata = mergeMetadata(person.metadata, sent.metadata);
  const details = withTokenNumbers(context, acting, sent.details);
  changePerson(
    context,
    holdings,
    person,
    { ...details, relationship: { ...details.relationship, representative: true } },
    (name) => `individual[${name}]`,
  );
}

function documentsOf(
  before: AccountRecord["internal"],
  documents: AccountDocuments | null | undefined,
  company: Company | null | undefined,
): SentDocument[] {
  const sides = newSides(
    before.company.verification?.document,
    company?.verification === null ? null : company?.verification?.document,
    "company[verification][document]",
  );
  const ofCompany: SentDocument[] =
    sides === undefined
      ? []
      : [
          {
            entry: "company.verification.document",
            files: sides,
            tested: "company_document",
            purpose: "additional_verification",
          },
        ];
  const others = Object.entries(documents ?? {}).map(
    ([name, given]): SentDocument => ({
      entry: `documents.${name}.files`,
      files: given && listedFiles(given.files, `documents[${name}][files]`),
      tested: "relationship_document",
      purpose: "account_requirement",
    }),
  );
  return [...ofCompany, ...others];
}
