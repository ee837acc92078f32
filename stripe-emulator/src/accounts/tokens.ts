import type { Clock } from "../clock/clock.ts";
import type { Acting, Call, Endpoint } from "../http/endpoint.ts";
import { ApiError, parameterError } from "../http/errors.ts";
import type { Wire } from "../http/expand.ts";
import { flag, oneOf, readFields } from "../http/fields.ts";
import { missing, type Parameters } from "../http/parameters.ts";
import { newId } from "../ids.ts";
import { businessTypes, type Company, type Individual } from "../records/account.ts";
import type { PersonDetails } from "../records/account-person.ts";
import type { AccountTokenRecord, TokenContent } from "../records/account-token.ts";
import type { Objects } from "../store/objects.ts";
import { type GivenBank, readBankAccount, testTokenBank } from "./banks/bank-accounts.ts";
import { toIdentityNumber } from "./checks/numbers.ts";
import { companyFields } from "./parameters/account.ts";
import { individualFields, personFields } from "./persons/parameters.ts";
import { cardToWire, readCard } from "./trigger-cards/cards.ts";

type TokenContext = { objects: Objects; clock: Clock };

const path = "/v1/tokens";
const kind = "token";

/** How ids of tokens begin. */
const prefixes = { account: "ct", bank_account: "btok", card: "tok", person: "cpt", pii: "pii" } as const;

/** Stripe API, Tokens: create, also with the publishable key; retrieve. Of cards there are the trigger cards. */
export const tokenEndpoints: readonly Endpoint<TokenContext>[] = [
  { method: "POST", path, kind, permission: "tokens_write", fromPages: true, prepare: prepareCreate },
  {
    method: "GET",
    path: `${path}/:id`,
    kind,
    permission: "tokens_read",
    prepare: () => (call) => call.show(kind, call.target(kind)),
  },
];

/** The token without what it stands for. */
export function tokenToWire({ internal: { card }, ...shown }: AccountTokenRecord): Wire {
  return { ...shown, ...(card && { card: cardToWire(card) }) };
}

/** The id of a token to use. Empty it is no id, as Stripe says. Null: none was sent. */
export function readToken(parameters: Parameters, name: string): string | null {
  const token = parameters.string(name);
  if (token === null) throw new ApiError("Invalid string id: ", { param: name });
  return token ?? null;
}

/**
 * What a token stands for, which is given out once. Throws 400 for a token that is not there, was used, or is of another
 * type. A token belongs to the platform, whichever account it is used for.
 */
export function takeToken<Type extends TokenContent["type"]>(
  { objects }: { objects: Objects },
  acting: Acting,
  id: string,
  type: Type,
  param: string,
): Extract<TokenContent, { type: Type }> {
  const token = objects.get(kind, acting.caller.account, id) ?? objects.get(kind, acting.account, id);
  if (!token) throw new ApiError(`No such token: '${id}'`, { code: "resource_missing", param });
  const { content } = token.internal;
  if (token.used || content === null) {
    throw new ApiError(`You cannot use a Stripe token more than once: ${id}.`, { code: "token_already_used", param });
  }
  if (!isOfType(content, type)) {
    throw parameterError(`The token '${id}' is one of type '${content.type}', not '${type}'.`, param);
  }
  token.used = true;
  token.internal.content = null;
  objects.update(kind, token);
  return content;
}

function isOfType<Type extends TokenContent["type"]>(
  content: TokenContent,
  type: Type,
): content is Extract<TokenContent, { type: Type }> {
  return content.type === type;
}

/** The bank account that `external_account` names: one of Stripe's test tokens, or a token that was made. */
export function bankOfToken(context: { objects: Objects }, acting: Acting, id: string): GivenBank {
  const known = testTokenBank(id);
  if (known) return known;
  const { bank, ownership } = takeToken(context, acting, id, "bank_account", "external_account");
  return { details: bank, ownership };
}

function prepareCreate(parameters: Parameters) {
  const content = readContent(parameters);
  return (call: Call, { objects, clock }: TokenContext) => {
    const token: AccountTokenRecord = {
      id: newId(prefixes[content.type]),
      object: "token",
      ...(content.type === "bank_account" && {
        bank_account: { id: newId("ba"), object: "bank_account", ...content.bank, status: "new" },
      }),
      client_ip: null,
      created: clock.now(),
      livemode: false,
      type: content.type,
      used: false,
      internal: { content, ...(content.type === "card" && { card: content.card }) },
    };
    objects.insert(kind, call.account, token);
    return call.show(kind, token);
  };
}

function readContent(parameters: Parameters): TokenContent {
  const account = parameters.hash("account");
  const person = parameters.hash("person");
  const pii = parameters.hash("pii");
  const card = parameters.hash("card");
  const bank = readBankAccount(parameters, "bank_account");
  const given = [account, person, pii, card, bank].filter((one) => one !== undefined && one !== null);
  if (given.length !== 1) {
    throw parameterError(
      "You must supply either an account, bank account, card, person, or PII to create a token.",
      "account",
      "parameter_missing",
    );
  }
  if (account) return readAccount(account);
  if (person) return { type: "person", details: readFields(person, personFields), metadata: person.metadata() };
  if (pii) return { type: "pii", idNumber: toIdentityNumber("id_number", pii.requiredString("id_number")) };
  if (card) return { type: "card", card: readCard(card) };
  if (bank) return { type: "bank_account", bank: bank.details, ownership: bank.ownership };
  throw missing("account");
}

function readAccount(account: Parameters): TokenContent {
  const businessType = oneOf(...businessTypes)(account, "business_type") ?? null;
  const [company, individual] = [account.hash("company"), account.hash("individual") ?? null];
  const content = {
    type: "account" as const,
    businessType,
    company: company ? readFields<Company>(company, companyFields) : null,
    individual: individual && {
      details: readFields<Individual>(individual, individualFields),
      metadata: individual.metadata(),
    },
    ownershipSigned: company ? flag(company, "ownership_declaration_shown_and_signed") === true : false,
    tosAccepted: account.boolean("tos_shown_and_accepted") ?? false,
  };
  if (!company && !individual)
    throw parameterError("An account token needs a company or an individual.", "account", "parameter_missing");
  return content;
}

/** A person's details with the numbers that PII tokens stand for. */
export function withTokenNumbers<Details extends PersonDetails>(
  context: { objects: Objects },
  acting: Acting,
  details: Details,
): Details {
  const resolved = { ...details };
  for (const name of ["id_number", "id_number_secondary"] as const) {
    const token = details[name]?.token;
    if (token) resolved[name] = takeToken(context, acting, token, "pii", name).idNumber;
  }
  return resolved;
}
