import { readFields } from "../../http/fields.ts";
import { nest } from "../../http/form.ts";
import { platformAccount } from "../../http/keys.ts";
import { Parameters } from "../../http/parameters.ts";
import type { AccountRecord } from "../../records/account.ts";
import type { AccountPersonRecord, PersonDetails } from "../../records/account-person.ts";
import { isRepresentative } from "../assessment/facts.ts";
import { answer, clear } from "../assessment/raised.ts";
import { type AccountContext, type Changeable, changeAccount } from "../change.ts";
import { beginCheck } from "../checks/checks.ts";
import { applyChanges, readChanges } from "../parameters/apply.ts";
import { addPerson, changePerson } from "../persons/endpoints.ts";
import { personFields } from "../persons/parameters.ts";
import { currencyOf } from "../settings.ts";
import type { Collected } from "./links.ts";
import { testAnswer, testBank } from "./test-answers.ts";

/** What somebody typed for entries of requirements, by their full names. */
export type Answers = ReadonlyMap<string, string>;

/** An entry that the form asks for, and why a check asks for it again. */
export type AskedEntry = { entry: string; reason: string | null };

/** As often as answers may lead to new questions. */
const mostRounds = 12;

const liveness = "verification.proof_of_liveness";
/** Stripe's `individual` lacks them; its Person has them. */
const onlyOfPersons = /^(nationality|documents\.)/;

/** What a form asks of an account, sorted. */
export function askedEntries(
  { requirements, future_requirements }: AccountRecord,
  { fields, future }: Collected,
): AskedEntry[] {
  const hashes = future ? [requirements, future_requirements] : [requirements];
  const reasons = new Map(
    hashes.flatMap(({ errors }) => errors.map(({ requirement, reason }) => [requirement, reason] as const)),
  );
  return [...new Set(hashes.flatMap((hash) => hash[fields]))]
    .sort()
    .map((entry) => ({ entry, reason: reasons.get(entry) ?? null }));
}

/**
 * Gives an account what was typed, by the parameters and the checks of the API, as one change. Throws the ApiError that the
 * API would answer; then nothing was changed.
 */
export function giveAnswers(context: AccountContext, account: AccountRecord, answers: Answers): void {
  changeAccount(context, account, null, (holdings) => {
    const type = answers.get("business_type") ?? account.business_type;
    const given = [...answers].map(([entry, value]) => place(holdings, entry, value, type === "individual"));
    for (const { holder, bare } of given) forgetDocument(holdings, holder, bare);

    const ofAccount = given.flatMap(({ holder, bare, value }) =>
      holder === "account" ? pairsOf(bare, value, account.country) : [],
    );
    if (ofAccount.length > 0) {
      const acting = { account: account.id, caller: { account: platformAccount } };
      applyChanges(
        context,
        acting,
        holdings,
        read(ofAccount, (parameters) => readChanges(parameters, false)),
      );
    }
    for (const holder of new Set(given.map((one) => one.holder))) {
      if (holder === "account" || holder === "review") continue;
      const person = personOf(context, holdings, holder);
      const theirs = given.filter((one) => one.holder === holder);
      const pairs = theirs.flatMap(({ bare, value }) =>
        bare === liveness ? [] : pairsOf(bare, value, account.country),
      );
      const role = roleOf(holder);
      const details = read(pairs, (parameters) => readFields<PersonDetails>(parameters, personFields));
      const held = role ? { relationship: { ...details.relationship, [role]: true } } : {};
      changePerson(context, holdings, person, { ...details, ...held }, (name) => name);
      if (theirs.some(({ bare }) => bare === liveness)) {
        beginCheck(context, account.id, person.internal.checks, liveness, { outcome: "verified", seconds: 10 });
      }
    }
    for (const { holder, entry } of given) {
      if (holder === "review") answer(account, entry);
      // Asked for again, the same value is an answer, too.
      else clear(account, [entry]);
    }
  });
}

/** Answers all that the form asks for, and what follows from it, with values whose checks succeed. */
export function giveTestAnswers(context: AccountContext, account: AccountRecord, collected: Collected): void {
  let before = "";
  for (let round = 0; round < mostRounds; round++) {
    const entries = askedEntries(account, collected).map(({ entry }) => entry);
    if (entries.length === 0 || entries.join() === before) return;
    before = entries.join();
    const now = context.clock.now();
    giveAnswers(context, account, new Map(entries.map((entry) => [entry, testAnswer(entry, account.country, now)])));
  }
}

/** One answer, and whose it is: the account, a review of Stripe's, a person by id, or a role that nobody holds yet. */
type Placed = { entry: string; holder: string; bare: string; value: string };

function place({ persons }: Changeable, entry: string, value: string, isIndividual: boolean): Placed {
  if (entry.startsWith("interv_")) return { entry, holder: "review", bare: entry, value };
  const [, first = "", bare = ""] = /^([^.]+)\.(.+)$/.exec(entry) ?? [];
  const isOfIndividual = first === "individual" || (first === "representative" && isIndividual);
  if (isOfIndividual && (bare === liveness || onlyOfPersons.test(bare))) {
    const person = persons.find(isRepresentative);
    return { entry, holder: person?.id ?? "representative", bare, value };
  }
  if (isOfIndividual) return { entry, holder: "account", bare: `individual.${bare}`, value };
  return first.startsWith("person_") || roleOf(first)
    ? { entry, holder: first, bare, value }
    : { entry, holder: "account", bare: entry, value };
}

const roles: Readonly<Record<string, "director" | "executive" | "owner" | "representative">> = {
  directors: "director",
  executives: "executive",
  owners: "owner",
  representative: "representative",
};

const roleOf = (holder: string) => roles[holder];

/** The person with this id, or a new one for a role. */
function personOf(context: AccountContext, holdings: Changeable, holder: string): AccountPersonRecord {
  const isOfRole = holder === "representative" ? isRepresentative : ({ id }: AccountPersonRecord) => id === holder;
  return holdings.persons.find(isOfRole) ?? addPerson(context, holdings);
}

/** A document that is asked for again may come as the same test file, which would be nothing new. */
function forgetDocument({ account, persons }: Changeable, holder: string, bare: string): void {
  const [, name] = /verification\.(additional_document|document)$/.exec(bare) ?? [];
  if (name !== "document" && name !== "additional_document") return;
  const isIndividual = bare.startsWith("individual.");
  const person = persons.find((one) => (isIndividual ? isRepresentative(one) : one.id === holder));
  if (person?.internal.details.verification) person.internal.details.verification[name] = null;
  if (bare.startsWith("company.") && account.internal.company.verification) {
    account.internal.company.verification.document = null;
  }
}

/** The parameters that give an entry. */
function pairsOf(bare: string, value: string, country: string): [string, string][] {
  if (bare === "external_account" && !value.startsWith("btok_")) {
    const bank = { object: "bank_account", country, currency: currencyOf(country), account_number: value };
    const { routing } = testBank(country);
    return Object.entries({ ...bank, ...(routing && { routing_number: routing }) }).map(([name, text]) => [
      `external_account[${name}]`,
      text,
    ]);
  }
  const [first = "", ...rest] = bare.split(".");
  const name = `${first}${rest.map((part) => `[${part}]`).join("")}`;
  if (bare.endsWith(".files")) return [[`${name}[0]`, value]];
  if (/verification\.(additional_)?document$/.test(bare)) return [[`${name}[front]`, value]];
  // One empty text says that there are none.
  if (bare.endsWith("full_name_aliases")) return [[`${name}[0]`, value === "none" ? "" : value]];
  return [[name, value]];
}

function read<Value>(pairs: readonly [string, string][], reader: (parameters: Parameters) => Value): Value {
  const parameters = new Parameters(nest(pairs));
  const value = reader(parameters);
  parameters.finish();
  return value;
}
