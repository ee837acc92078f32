import type { Call, Endpoint } from "../http/endpoint.ts";
import { ApiError, parameterError } from "../http/errors.ts";
import { type FieldsOf, merged, oneOf, readFields } from "../http/fields.ts";
import { readCreated, readListParameters } from "../http/lists.ts";
import { mergeMetadata, missing, type Parameters } from "../http/parameters.ts";
import { randomToken } from "../ids.ts";
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
} from "../records/account.ts";
import { businessTypes } from "../records/account.ts";
import type { Metadata } from "../records/common.ts";
import { isCountry } from "../requirements/countries.ts";
import { checkCurrency, type GivenBank, newExternalAccount, readBankAccount } from "./bank-accounts.ts";
import { type AccountContext, addAccount, type Changeable, changeAccount } from "./change.ts";
import { beginAccountChecks, beginCheck } from "./checks.ts";
import { isRepresentative } from "./facts.ts";
import { listedFiles, type SentDocument, takeFiles } from "./files.ts";
import { checkCompany } from "./legal.ts";
import {
  businessProfileFields,
  companyFields,
  createDocumentsFields,
  currency,
  documentsFields,
  readCapabilities,
  settingsFields,
  tosAcceptanceFields,
} from "./parameters.ts";
import { email, individualFields } from "./person-parameters.ts";
import { addPerson, changePerson, newSides } from "./persons.ts";
import { clear, entriesChanged } from "./raised.ts";
import { noRequirements } from "./requirements-hashes.ts";
import { currencyOf } from "./settings.ts";
import { bankOfToken, takeToken, withTokenNumbers } from "./tokens.ts";

const path = "/v1/accounts";
const kind = "account";

/** The country of the platform. */
const platformCountry = "US";

/** Stripe API, Accounts: create, list, retrieve, update, delete, reject, unreject; and the account of the key. */
export const accountEndpoints: readonly Endpoint<AccountContext>[] = [
  { method: "GET", path: "/v1/account", kind, permission: "accounts_kyc_basic_read", prepare: () => showOwn },
  { method: "POST", path, kind, permission: "connected_account_write", prepare: prepareCreate },
  { method: "GET", path, kind, list: true, permission: "accounts_kyc_basic_read", prepare: prepareList },
  { method: "GET", path: `${path}/:account`, kind, permission: "accounts_kyc_basic_read", prepare: () => showOwn },
  { method: "POST", path: `${path}/:account`, kind, permission: "connected_account_write", prepare: prepareUpdate },
  { method: "DELETE", path: `${path}/:account`, kind, permission: "connected_account_write", prepare: () => remove },
  {
    method: "POST",
    path: `${path}/:account/reject`,
    kind,
    permission: "connected_account_write",
    prepare: prepareReject,
  },
  {
    method: "POST",
    path: `${path}/:account/unreject`,
    kind,
    permission: "connected_account_write",
    prepare: () => unreject,
  },
];

/** Of the platform, what the document requires and nothing more; a connected account as a whole. */
function showOwn(call: Call) {
  if (call.account !== call.caller.account) return call.show(kind, connected(call));
  return {
    id: call.account,
    object: "account",
    charges_enabled: false,
    details_submitted: true,
    email: null,
    payouts_enabled: false,
    type: "standard",
  };
}

/** The connected account the call is about. Throws 404 for the platform's own, which nothing here can change. */
export function connected(call: Call): AccountRecord {
  const account = call.find(kind, call.account);
  if (account) return account;
  throw new ApiError(
    "This emulator keeps nothing of the platform's own account: only connected accounts can be changed.",
    {
      status: 400,
      param: "account",
    },
  );
}

type IndividualChanges = { details: Individual; metadata: Metadata | null | undefined };

/** What create and update have in common. Undefined: not sent. Null: cleared. */
type Changes = {
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

function readChanges(parameters: Parameters, isNew: boolean): Changes {
  const hash = <Whole extends object>(name: string, fields: FieldsOf<Whole>) => {
    const given = parameters.hash(name);
    return given && readFields<Whole>(given, fields);
  };
  return {
    businessProfile: hash<BusinessProfile>("business_profile", businessProfileFields),
    businessType: oneOf(...businessTypes)(parameters, "business_type") ?? undefined,
    capabilities: readCapabilities(parameters),
    company: hash<Company>("company", companyFields),
    currency: currency(parameters, "default_currency"),
    documents: isNew ? hash("documents", createDocumentsFields) : hash<AccountDocuments>("documents", documentsFields),
    email: email(parameters, "email"),
    externalAccount: readExternalAccount(parameters),
    individual: readIndividual(parameters),
    metadata: parameters.metadata(),
    paymentsPricing: parameters.hash("groups")?.string("payments_pricing"),
    settings: hash<AccountSettings>("settings", settingsFields),
    token: readToken(parameters, "account_token"),
    tosAcceptance: hash<TosAcceptance>("tos_acceptance", tosAcceptanceFields),
  };
}

function readIndividual(parameters: Parameters): IndividualChanges | null | undefined {
  const given = parameters.hash("individual");
  return given && { details: readFields<Individual>(given, individualFields), metadata: given.metadata() };
}

function readToken(parameters: Parameters, name: string): string | null {
  const token = parameters.string(name);
  if (token === null) throw new ApiError("Invalid string id: ", { param: name });
  return token ?? null;
}

/** A token's id, or the bank account itself. */
export function readExternalAccount(parameters: Parameters): string | GivenBank | null | undefined {
  return parameters.isHash("external_account")
    ? readBankAccount(parameters, "external_account")
    : parameters.string("external_account");
}

function prepareCreate(parameters: Parameters) {
  const changes = readChanges(parameters, true);
  const type = readType(parameters);
  const country = parameters.string("country") ?? platformCountry;
  if (!isCountry(country)) {
    throw parameterError(`${country} is not currently supported by Stripe`, "country", "country_unsupported");
  }
  return (call: Call, context: AccountContext) => {
    if (call.account !== call.caller.account) {
      throw new ApiError(
        "You can only create new accounts if you've signed up for Connect, which you can do at https://dashboard.stripe.com/connect.",
      );
    }
    const account: AccountRecord = {
      id: `acct_1${randomToken(15)}`,
      object: "account",
      business_type: null,
      charges_enabled: false,
      controller: {
        fees: { payer: type === "custom" ? "application_custom" : "application" },
        is_controller: true,
        losses: { payments: "application" },
        requirement_collection: "application",
        stripe_dashboard: { type: "none" },
        type: "application",
      },
      country,
      created: context.clock.now(),
      default_currency: currencyOf(country),
      details_submitted: false,
      email: null,
      future_requirements: noRequirements(),
      groups: { payments_pricing: null },
      metadata: {},
      payouts_enabled: false,
      requirements: noRequirements(),
      type,
      internal: {
        businessProfile: {},
        company: {},
        documents: {},
        settings: {},
        tosAcceptance: {},
        capabilities: {},
        checks: {},
        raised: [],
        blocked: null,
        wasEnabled: { charges: false, payouts: false },
        dueSince: {},
        nextDeadline: null,
        byToken: changes.token !== null,
        updates: 0,
      },
    };
    addAccount(context, account, call.cause, (holdings) => change(context, call, holdings, changes));
    return call.show(kind, account);
  };
}

/** `custom`, or the controller properties that mean it: then Stripe says `none`. Throws 400 for every other account. */
function readType(parameters: Parameters): AccountRecord["type"] {
  const type = parameters.oneOf("type", ["custom", "express", "standard"]);
  const controller = parameters.hash("controller");
  if (type && controller) {
    throw parameterError(
      "You may not provide the `type` parameter and `controller` parameters simultaneously. They are mutually exclusive.",
      "type",
    );
  }
  if (!controller) {
    if (type === "custom") return "custom";
    throw onlyCustom(type ? "type" : "controller");
  }
  const given = [
    controller.hash("fees")?.oneOf("payer", ["account", "application"]) ?? "account",
    controller.hash("losses")?.oneOf("payments", ["application", "stripe"]) ?? "stripe",
    controller.oneOf("requirement_collection", ["application", "stripe"]) ?? "stripe",
    controller.hash("stripe_dashboard")?.oneOf("type", ["express", "full", "none"]) ?? "full",
  ];
  if (given.join() !== "application,application,application,none") throw onlyCustom("controller");
  return "none";
}

const onlyCustom = (param: string) =>
  parameterError(
    "This emulator makes only accounts whose platform collects everything itself: `type=custom`, or a controller with fees.payer, losses.payments and requirement_collection `application` and stripe_dashboard.type `none`.",
    param,
  );

function prepareUpdate(parameters: Parameters) {
  const changes = readChanges(parameters, false);
  return (call: Call, context: AccountContext) => {
    const account = connected(call);
    changeAccount(context, account, call.cause, (holdings) => change(context, call, holdings, changes));
    return call.show(kind, account);
  };
}

/** Makes the changes to the account and what belongs to it. Throws 400. */
function change(context: AccountContext, call: Call, holdings: Changeable, changes: Changes): void {
  const { account } = holdings;
  const { internal } = account;
  const legal = legalChanges(context, call, account, changes);
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
  checkTerms(account);
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
  if (legal.individual) changeIndividual(context, call, holdings, legal.individual);
  // Whoever accepts them with another number accepts them for that.
  if (legal.tosAcceptance?.date) delete internal.checks["tos_acceptance.date"];
  if (changes.externalAccount) replaceBank(context, call, holdings, changes.externalAccount);
}

function laidOver<Whole extends object>(given: Whole, changes: Whole | null | undefined): Whole {
  return changes ? merged(given, changes) : given;
}

type LegalChanges = Pick<Changes, "businessType" | "company" | "individual" | "tosAcceptance">;

/** What is said of the legal entity: by a token if there is one, and by nothing else once the account was made by one. */
function legalChanges(context: AccountContext, call: Call, account: AccountRecord, changes: Changes): LegalChanges {
  if (changes.token === null) {
    if (account.internal.byToken && (changes.company || changes.individual)) {
      throw parameterError(
        "This account was created with an account token: what it says of the legal entity can be changed with account and person tokens only.",
        changes.company ? "company" : "individual",
      );
    }
    return changes;
  }
  const content = takeToken(context, call, changes.token, "account", "account_token");
  const now = context.clock.now();
  const accepted = content.tosAccepted ? { date: now, ip: "127.0.0.1" } : {};
  const signed = content.ownershipSigned ? { ownership_declaration: { date: now, ip: "127.0.0.1" } } : {};
  return {
    businessType: content.businessType ?? changes.businessType,
    company: content.company ? merged(content.company, signed) : undefined,
    individual: content.individual ?? undefined,
    tosAcceptance: merged<TosAcceptance>(changes.tosAcceptance ?? {}, accepted),
  };
}

function checkTerms({ internal, country }: AccountRecord): void {
  if (internal.tosAcceptance.service_agreement === "recipient" && country === platformCountry) {
    throw parameterError(
      `The recipient ToS agreement is not supported for platforms in ${platformCountry} creating accounts in ${country}. See https://stripe.com/docs/connect/cross-border-payouts for more details.`,
      "tos_acceptance[service_agreement]",
    );
  }
}

/** Asks for a capability or gives it back. */
export function requestCapability(
  { clock }: AccountContext,
  { internal }: AccountRecord,
  name: string,
  requested: boolean,
): void {
  const known = internal.capabilities[name];
  if (known) {
    if (requested && !known.requested) known.requested_at = clock.now();
    known.requested = requested;
    if (!requested) Object.assign(known, { requirements: noRequirements(), future_requirements: noRequirements() });
  } else if (requested) {
    internal.capabilities[name] = {
      requested: true,
      requested_at: clock.now(),
      status: "inactive",
      requirements: noRequirements(),
      future_requirements: noRequirements(),
    };
  }
}

/** The person the account is about; made by the first thing that is said of it. */
function changeIndividual(context: AccountContext, call: Call, holdings: Changeable, sent: IndividualChanges): void {
  const { business_type: type } = holdings.account;
  if (type !== null && type !== "individual") {
    throw parameterError(
      `You cannot provide \`individual\` for an account with the business type '${type}': create a person.`,
      "individual",
    );
  }
  const person = holdings.persons.find(isRepresentative) ?? addPerson(context, holdings);
  person.metadata = mergeMetadata(person.metadata, sent.metadata);
  const details = withTokenNumbers(context, call, sent.details);
  changePerson(
    context,
    holdings,
    person,
    { ...details, relationship: { ...details.relationship, representative: true } },
    (name) => `individual[${name}]`,
  );
}

/** Puts a bank account in the place of the default of its currency. */
function replaceBank(context: AccountContext, call: Call, holdings: Changeable, given: string | GivenBank): void {
  const bank = addBank(context, call, holdings, given);
  holdings.banks = holdings.banks.filter(
    (other) => other === bank || other.currency !== bank.currency || !other.default_for_currency,
  );
  bank.default_for_currency = true;
}

/** Adds a bank account; the first of its currency is the default. Throws 400. */
export function addBank(context: AccountContext, call: Call, holdings: Changeable, given: string | GivenBank) {
  const { account, banks } = holdings;
  const found = typeof given === "string" ? bankOfToken(context, call, given) : given;
  checkCurrency(found, account.country);
  const isDefault = !banks.some(({ currency: other }) => other === found.details.currency);
  const bank = newExternalAccount(account.id, found, { created: context.clock.now(), isDefault });
  banks.push(bank);
  beginCheck(
    context,
    account.id,
    bank.internal.checks,
    "documents.bank_account_ownership_verification.files",
    found.ownership,
  );
  return bank;
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

function remove(call: Call, { objects }: AccountContext) {
  const { id } = connected(call);
  for (const belonging of ["person", "external_account"] as const) {
    for (const object of objects.inAccount(belonging, id)) objects.delete(belonging, object.id);
  }
  objects.delete(kind, id);
  return { id, object: "account", deleted: true };
}

/** Stripe API, reject: an open list; what it makes of each is named in `requirements.disabled_reason` [?]. */
const rejections = {
  credit: "rejected.platform_other",
  fraud: "rejected.platform_fraud",
  fraud_no_intent_to_fulfill: "rejected.platform_fraud",
  fraud_other: "rejected.platform_fraud",
  fraud_payment_method_casher: "rejected.platform_fraud",
  fraud_payment_method_tester: "rejected.platform_fraud",
  other: "rejected.platform_other",
  terms_of_service: "rejected.platform_terms_of_service",
} as const;
const rejectionReasons = Object.keys(rejections) as (keyof typeof rejections)[];

function prepareReject(parameters: Parameters) {
  const reason = parameters.oneOf("reason", rejectionReasons);
  if (!reason) throw missing("reason");
  const keepsPayouts = parameters.oneOf("payouts_action", ["none", "pause"]) === "none";
  return (call: Call, context: AccountContext) => {
    const account = connected(call);
    changeAccount(context, account, call.cause, () => {
      account.internal.blocked = { reason: rejections[reason], keepsPayouts };
    });
    return call.show(kind, account);
  };
}

function unreject(call: Call, context: AccountContext) {
  const account = connected(call);
  if (!account.internal.blocked?.reason.startsWith("rejected.platform_")) {
    throw new ApiError("This account was not rejected by your platform.");
  }
  changeAccount(context, account, call.cause, () => {
    account.internal.blocked = null;
  });
  return call.show(kind, account);
}

function prepareList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const filters = readCreated(parameters);
  return (call: Call) => call.showList(kind, { list, filters });
}
