import type { Call, Endpoint } from "../../http/endpoint.ts";
import { ApiError, parameterError } from "../../http/errors.ts";
import { merged, readFields } from "../../http/fields.ts";
import { readListParameters } from "../../http/lists.ts";
import { mergeMetadata, type Parameters } from "../../http/parameters.ts";
import { newId } from "../../ids.ts";
import type { AccountPersonRecord, DocumentSides, PersonDetails } from "../../records/account-person.ts";
import type { Given, Metadata } from "../../records/common.ts";
import type { Condition } from "../../store/objects.ts";
import { prefixOf } from "../assessment/facts.ts";
import { noPersonRequirements } from "../assessment/nothing-due.ts";
import { clear, entriesChanged } from "../assessment/raised.ts";
import { type AccountContext, type Changeable, changeAccount } from "../change.ts";
import { beginPersonChecks } from "../checks/checks.ts";
import { listedFiles, type SentDocument, type SentFile, takeFiles } from "../checks/files.ts";
import { connected } from "../connected.ts";
import { checkDirect, checkPersonCreation } from "../parameters/by-token.ts";
import { checkIndividual, checkPerson, checkPersons } from "../parameters/legal.ts";
import { readToken, takeToken, withTokenNumbers } from "../tokens.ts";
import { verificationOf } from "../wire.ts";
import { personFields } from "./parameters.ts";

const path = "/v1/accounts/:account/persons";
const kind = "person";

/** Stripe API, Persons of a connected account: create, list, retrieve, update, delete. */
export const personEndpoints: readonly Endpoint<AccountContext>[] = [
  { method: "POST", path, kind, permission: "connected_account_write", prepare: prepareCreate },
  { method: "GET", path, kind, list: true, permission: "accounts_kyc_basic_read", prepare: prepareList },
  {
    method: "GET",
    path: `${path}/:person`,
    kind,
    permission: "accounts_kyc_basic_read",
    prepare: () => (call) => call.show(kind, call.target(kind, "person")),
  },
  { method: "POST", path: `${path}/:person`, kind, permission: "connected_account_write", prepare: prepareUpdate },
  { method: "DELETE", path: `${path}/:person`, kind, permission: "connected_account_write", prepare: () => remove },
];

/** What is said of a person, as parameters or by a token. */
type Changes = { details: PersonDetails; token: string | null; metadata: Metadata | null | undefined };

function readChanges(parameters: Parameters): Changes {
  return {
    details: readFields<PersonDetails>(parameters, personFields),
    token: readToken(parameters, "person_token"),
    metadata: parameters.metadata(),
  };
}

function prepareCreate(parameters: Parameters) {
  const changes = readChanges(parameters);
  return (call: Call, context: AccountContext) => {
    const account = connected(call);
    const person = changeAccount(context, account, call.cause, (holdings) => {
      checkPersonCreation(context.options.platformCountry, changes.token);
      const made = addPerson(context, holdings, changes.token !== null);
      change(context, call, holdings, made, changes);
      return made;
    });
    return call.show(kind, person);
  };
}

function prepareUpdate(parameters: Parameters) {
  const changes = readChanges(parameters);
  return (call: Call, context: AccountContext) => {
    const { id } = call.target(kind, "person");
    const account = connected(call);
    const person = changeAccount(context, account, call.cause, (holdings) => {
      const found = personOf(holdings, id);
      if (found.internal.byToken && changes.token === null) checkDirect("person", changes.details);
      change(context, call, holdings, found, changes);
      return found;
    });
    return call.show(kind, person);
  };
}

function change(
  context: AccountContext,
  call: Call,
  holdings: Changeable,
  person: AccountPersonRecord,
  { details, token, metadata }: Changes,
): void {
  const content = token ? takeToken(context, call, token, "person", "person_token") : null;
  for (const changes of [content?.metadata, metadata]) person.metadata = mergeMetadata(person.metadata, changes);
  changePerson(
    context,
    holdings,
    person,
    withTokenNumbers(context, call, merged(details, content?.details ?? {})),
    (name) => name,
  );
}

/** SDK 23.1.0, accounts.deletePerson: "you cannot delete the only verified executive on file". */
const isVerifiedExecutive = ({ internal: { details, checks } }: AccountPersonRecord) =>
  details.relationship?.executive === true && verificationOf(checks).status === "verified";

function remove(call: Call, context: AccountContext) {
  const { id, internal } = call.target(kind, "person");
  if (internal.details.relationship?.representative) {
    throw parameterError("The representative of an account cannot be deleted: update the person instead.", "person");
  }
  changeAccount(context, connected(call), call.cause, (holdings) => {
    const [executive, ...others] = holdings.persons.filter(isVerifiedExecutive);
    if (executive?.id === id && others.length === 0) {
      throw parameterError("The only verified executive of an account cannot be deleted.", "person");
    }
    holdings.persons = holdings.persons.filter((person) => person.id !== id);
  });
  return { id, object: "person", deleted: true };
}

const roles = ["authorizer", "director", "executive", "legal_guardian", "owner", "representative"] as const;

function prepareList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const relationship = parameters.hash("relationship");
  const conditions: Condition[] = roles.flatMap((role) => {
    const holds = relationship?.boolean(role);
    if (holds === undefined) return [];
    const sql = `coalesce(document ->> '$.internal.details.relationship.${role}', 0) = ?`;
    return [{ sql, values: [holds ? 1 : 0] }];
  });
  return (call: Call) => call.showList(kind, { list, conditions });
}

/** A new person without any details, among those of the account. */
export function addPerson({ clock }: AccountContext, holdings: Changeable, byToken = false): AccountPersonRecord {
  const person: AccountPersonRecord = {
    id: newId("person"),
    object: "person",
    account: holdings.account.id,
    created: clock.now(),
    metadata: {},
    requirements: noPersonRequirements(),
    future_requirements: noPersonRequirements(),
    internal: { country: holdings.account.country, details: {}, checks: {}, byToken },
  };
  holdings.persons.push(person);
  return person;
}

/** Lays what was sent over a person's details and begins the checks of it. Throws 400; `path` names a parameter of the person. */
export function changePerson(
  context: AccountContext,
  { account, persons }: Changeable,
  person: AccountPersonRecord,
  sent: PersonDetails,
  path: (name: string) => string,
): void {
  const before = person.internal.details;
  checkPerson(sent, account.country, context.clock.now(), path);
  person.internal.details = merged(before, sent);
  checkPersons(persons, path);
  checkIndividual(account.business_type, before, person.internal.details, path);
  clear(account, entriesChanged(before, sent, prefixOf(person, account)));
  const files = takeFiles(context.objects, account.id, account.country, documentsOf(before, sent, path));
  beginPersonChecks(context, account, person, { before, sent, files });
}

/** Documents that were sent and are not those that were there. */
function documentsOf(before: PersonDetails, sent: PersonDetails, path: (name: string) => string): SentDocument[] {
  const identity = (["document", "additional_document"] as const).flatMap((name): SentDocument[] => {
    const files = newSides(
      before.verification?.[name],
      sent.verification === null ? null : sent.verification?.[name],
      `${path("verification")}[${name}]`,
    );
    return files === undefined
      ? []
      : [
          {
            entry: `verification.${name}`,
            files,
            tested: "identity_document",
            purpose: "identity_document",
          },
        ];
  });
  const others = (["company_authorization", "passport", "visa"] as const).flatMap((name): SentDocument[] => {
    const given = sent.documents?.[name];
    return given === undefined
      ? []
      : [
          {
            entry: `documents.${name}.files`,
            files: given && listedFiles(given.files, `${path("documents")}[${name}][files]`),
            tested: "relationship_document",
            purpose: "account_requirement",
          },
        ];
  });
  return [...identity, ...others];
}

/**
 * The sides of a document that are new; undefined if none was sent, or all are there already; null if it was taken away.
 * `param` is the whole name of the document's parameter.
 */
export function newSides(
  before: Given<DocumentSides> | null | undefined,
  sent: Given<DocumentSides> | null | undefined,
  param: string,
): readonly SentFile[] | null | undefined {
  if (sent === undefined) return undefined;
  if (sent === null || sent.front === null) return null;
  const fresh = (["front", "back"] as const).flatMap((side): SentFile[] => {
    const id = sent[side];
    return id && id !== before?.front && id !== before?.back ? [{ id, param: `${param}[${side}]` }] : [];
  });
  return fresh.length > 0 ? fresh : undefined;
}

function personOf({ persons }: Changeable, id: string): AccountPersonRecord {
  const person = persons.find((one) => one.id === id);
  // The call found it in this account.
  if (!person)
    throw new ApiError(`No such person: '${id}'`, { status: 404, code: "resource_missing", param: "person" });
  return person;
}
