import type { AccountRecord } from "../../records/account.ts";
import type { AccountPersonRecord, PersonDetails } from "../../records/account-person.ts";
import type { Checks, StoredCheck } from "../../records/check.ts";
import type { ExternalAccountRecord } from "../../records/external-account.ts";
import { isCountry } from "../../requirements/countries.ts";
import type { AccountFacts, Check, Raised, Role } from "../../requirements/types.ts";
import { inactiveUrl, listedBirthDate } from "../test-values.ts";

/** An account with all that belongs to it, oldest first. */
export type Holdings = {
  account: AccountRecord;
  persons: readonly AccountPersonRecord[];
  banks: readonly ExternalAccountRecord[];
};

/** What the requirements of an account are worked out from. */
export function factsOf({ account, persons, banks }: Holdings, now: number): AccountFacts {
  const { country, internal } = account;
  // An account is made only in a country that has a table.
  if (!isCountry(country)) throw new Error(`There is no table for ${country}.`);

  const given = givenBy(account, banks);
  const facts = persons.map((person) => ({
    id: person.id,
    roles: rolesOf(person, account),
    given: givenByPerson(person.internal.details),
    share: person.internal.details.relationship?.percent_ownership ?? null,
  }));
  return {
    country,
    businessType: account.business_type,
    structure: internal.company.structure ?? null,
    requested: Object.entries(internal.capabilities).flatMap(([name, { requested }]) => (requested ? [name] : [])),
    given,
    persons: facts,
    checks: new Map([
      ...checksOf(internal.checks, given),
      ...persons.flatMap((person, at) =>
        checksOf(person.internal.checks, facts[at]?.given ?? given, prefixOf(person, account)),
      ),
      ...banks.flatMap((bank) => checksOf(bank.internal.checks, given)),
      ...internal.raised
        .filter(({ answered }) => answered)
        .map(({ requirement }) => [requirement, { state: "pending" }] as const),
    ]),
    raised: internal.raised.filter(({ answered }) => !answered).map(({ answered: _, ...asked }): Raised => asked),
    blocked: internal.blocked ?? (persons.some(isListed) ? { reason: "listed", keepsPayouts: false } : null),
    blockedCapabilities: new Map(Object.entries(internal.blockedCapabilities ?? {})),
    isInactive: internal.businessProfile.url?.replace(/\/$/, "") === inactiveUrl,
    created: account.created,
    now,
    wasEnabled: internal.wasEnabled,
    dueSince: new Map(Object.entries(internal.dueSince)),
  };
}

/** Before the entries of a person in the lists of the account. */
export function prefixOf(person: AccountPersonRecord, account: AccountRecord): string {
  return account.business_type === "individual" && isRepresentative(person) ? "individual." : `${person.id}.`;
}

export const isRepresentative = ({ internal }: AccountPersonRecord) =>
  internal.details.relationship?.representative === true;

/** The entries of an object's part for which something is given; `plan` marks a number, which has no parts. */
function entriesOf(part: object, prefix: string): string[] {
  return Object.entries(part).flatMap(([name, value]) => {
    const entry = prefix + name;
    if (value === null || value === false || (Array.isArray(value) && value.length === 0)) return [];
    return typeof value === "object" && !Array.isArray(value) && !("plan" in value)
      ? entriesOf(value, `${entry}.`)
      : [entry];
  });
}

function givenBy({ email, internal }: AccountRecord, banks: readonly ExternalAccountRecord[]): Set<string> {
  return new Set([
    ...(email ? ["email"] : []),
    ...entriesOf(internal.businessProfile, "business_profile."),
    ...documentsOf(entriesOf(internal.company, "company.")),
    ...entriesOf(internal.documents, "documents."),
    ...entriesOf(internal.settings, "settings."),
    ...entriesOf(internal.tosAcceptance, "tos_acceptance."),
    ...(banks.length > 0 ? ["external_account"] : []),
  ]);
}

function givenByPerson(details: PersonDetails): Set<string> {
  const { relationship, ...rest } = details;
  // That somebody is no executive is an answer, too.
  const answers = Object.entries(relationship ?? {}).filter(([, value]) => value !== null && value !== "");
  return new Set([...documentsOf(entriesOf(rest, "")), ...answers.map(([name]) => `relationship.${name}`)]);
}

/** A document is given with its front. */
function documentsOf(entries: string[]): string[] {
  return [
    ...entries,
    ...entries.filter((entry) => entry.endsWith("ocument.front")).map((entry) => entry.slice(0, -".front".length)),
  ];
}

function rolesOf({ internal }: AccountPersonRecord, { business_type }: AccountRecord): Set<Role> {
  const { representative, owner, director, executive } = internal.details.relationship ?? {};
  if (business_type === "individual" && representative) return new Set(["representative"]);
  const held: [Role, boolean | null | undefined][] = [
    ["representative", representative],
    ["owner", owner],
    ["director", director],
    ["executive", executive],
  ];
  return new Set(held.flatMap(([role, holds]) => (holds ? [role] : [])));
}

const isListed = ({ internal }: AccountPersonRecord) => birthDateOf(internal.details) === listedBirthDate;

/** As `1990-04-07`; null if it is not given. */
export function birthDateOf({ dob }: PersonDetails): string | null {
  if (!dob) return null;
  const padded = (part: number | null, length: number) => String(part).padStart(length, "0");
  return [padded(dob.year, 4), padded(dob.month, 2), padded(dob.day, 2)].join("-");
}

/** What one check is about, where that is several entries; those that are given count. */
const entriesOfCheck: Readonly<Record<string, readonly string[]>> = {
  address: ["address.city", "address.line1", "address.postal_code", "address.state"],
  "company.address": [
    "company.address.city",
    "company.address.line1",
    "company.address.postal_code",
    "company.address.state",
  ],
  dob: ["dob.day", "dob.month", "dob.year"],
};

/** The check that an entry is part of. */
export function checkOf(entry: string): string {
  return Object.entries(entriesOfCheck).find(([, entries]) => entries.includes(entry))?.[0] ?? entry;
}

/** What a check says of one of its entries. */
function checkOfEntry(entry: string, check: StoredCheck): Check {
  if (check.state === "pending") return { state: "pending" };
  return check.state === "failed" && check.only && !check.only.includes(entry) ? { state: "verified" } : check;
}

function checksOf(checks: Checks, given: ReadonlySet<string>, prefix = ""): [string, Check][] {
  return Object.entries(checks).flatMap(([name, check]) =>
    (entriesOfCheck[name]?.filter((entry) => given.has(entry)) ?? [name]).map((entry): [string, Check] => [
      prefix + entry,
      checkOfEntry(entry, check),
    ]),
  );
}
