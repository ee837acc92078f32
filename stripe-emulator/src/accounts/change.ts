import type { Wire } from "../http/expand.ts";
import { platformAccount } from "../http/keys.ts";
import { seededRandom } from "../random.ts";
import type { AccountRecord } from "../records/account.ts";
import type { AccountPersonRecord } from "../records/account-person.ts";
import type { Cause } from "../records/event.ts";
import type { ExternalAccountRecord } from "../records/external-account.ts";
import type { Records } from "../records/kinds.ts";
import { assess } from "../requirements/assess.ts";
import { type EventContext, type EventType, emit } from "../webhooks/events.ts";
import { factsOf } from "./assessment/facts.ts";
import { capabilitiesToWire } from "./capabilities/wire.ts";
import { type CheckContext, settleChecks } from "./checks/checks.ts";
import { markFailedFiles } from "./checks/files.ts";
import { accountToWire, externalAccountToWire, holdingsOf, personToWire } from "./wire.ts";

/** What it takes to change an account. */
export type AccountContext = EventContext & CheckContext & { options: { platformCountry: string } };

/** An account with all that belongs to it, oldest first: what a piece of work reads, changes, adds and takes away. */
export type Changeable = { account: AccountRecord; persons: AccountPersonRecord[]; banks: ExternalAccountRecord[] };

/** How often in so many an `account.updated` comes without `previous_attributes`, as Stripe's sometimes do. */
const withoutPrevious = 8;

/**
 * Changes an account, its persons and its bank accounts as one: works out anew what Stripe asks of it, keeps everything that
 * is different, and emits an event for each object that is. Every write goes through here, in its own transaction; so
 * does whatever ends a check or passes a deadline. What `change` throws leaves all as it was.
 */
export function changeAccount<Result>(
  context: AccountContext,
  account: AccountRecord,
  cause: Cause,
  change: (holdings: Changeable) => Result,
): Result {
  const { persons, banks } = holdingsOf(context, account);
  const holdings: Changeable = { account, persons: [...persons], banks: [...banks] };
  const before = snapshotOf(holdings);
  const result = change(holdings);
  refresh(context, holdings, before, cause);
  return result;
}

/** As `changeAccount`, of an account that is being made: it is not yet kept, and nothing was before. */
export function addAccount(
  context: AccountContext,
  account: AccountRecord,
  cause: Cause,
  change: (holdings: Changeable) => void,
): void {
  context.objects.insert("account", platformAccount, account);
  const holdings: Changeable = { account, persons: [], banks: [] };
  change(holdings);
  refresh(context, holdings, null, cause);
}

/** Ends the checks that are due and passes the deadlines that are over; a scheduled task, so nobody's call caused it. */
export function reviewAccount(context: AccountContext, accountId: string): void {
  const account = context.objects.get("account", platformAccount, accountId);
  // It may have been deleted meanwhile.
  if (account) changeAccount(context, account, null, () => undefined);
}

type Shown = {
  account: Wire;
  persons: ReadonlyMap<string, Wire>;
  banks: ReadonlyMap<string, Wire>;
  capabilities: ReadonlyMap<string, Wire>;
};
type Snapshot = Shown & { kept: ReadonlyMap<string, string> };

/** How everything is shown now. Parts of it are the records' own: `copy` makes it one in which their changes do not show. */
function shownOf(holdings: Changeable, copy = (wire: Wire): Wire => wire): Shown {
  const { account, persons, banks } = holdings;
  return {
    account: copy(accountToWire(holdings)),
    persons: new Map(persons.map((person) => [person.id, copy(personToWire(person))])),
    banks: new Map(banks.map((bank) => [bank.id, copy(externalAccountToWire(bank))])),
    capabilities: new Map(capabilitiesToWire(account).map((wire) => [String(wire.id), copy(wire)])),
  };
}

/** How everything is shown and kept before a change. */
const snapshotOf = (holdings: Changeable): Snapshot => ({
  ...shownOf(holdings, (wire) => JSON.parse(JSON.stringify(wire))),
  kept: new Map([...holdings.persons, ...holdings.banks].map((record) => [record.id, JSON.stringify(record)])),
});

function refresh(context: AccountContext, holdings: Changeable, before: Snapshot | null, cause: Cause): void {
  settleChecks(holdings, context.clock.nowMs());
  markFailedFiles(context, holdings);
  applyAssessment(context, holdings);
  emitChanges(context, holdings.account, before, shownOf(holdings), cause);
  keep(context, holdings, before?.kept ?? new Map());
}

function applyAssessment({ clock, scheduler }: AccountContext, { account, persons, banks }: Changeable): void {
  const { internal } = account;
  const now = clock.now();
  const assessment = assess(factsOf({ account, persons, banks }, now));
  account.requirements = assessment.requirements;
  account.future_requirements = assessment.future_requirements;
  account.charges_enabled = assessment.charges_enabled;
  account.payouts_enabled = assessment.payouts_enabled;
  account.details_submitted = assessment.details_submitted;
  internal.provided = assessment.provided;
  for (const person of persons) {
    const of = assessment.persons.get(person.id);
    if (!of) continue;
    person.requirements = of.requirements;
    person.future_requirements = of.future_requirements;
  }
  for (const [name, capability] of Object.entries(internal.capabilities)) {
    const of = assessment.capabilities.get(name);
    if (of) Object.assign(capability, of);
    else capability.status = "unrequested";
  }
  internal.dueSince = Object.fromEntries(assessment.dueSince);
  internal.wasEnabled.charges ||= account.charges_enabled;
  internal.wasEnabled.payouts ||= account.payouts_enabled;

  const deadlines = [assessment.requirements, assessment.future_requirements].map((it) => it.current_deadline);
  const ahead = deadlines.filter((deadline) => deadline !== null).filter((deadline) => deadline > now);
  const next = ahead.length > 0 ? Math.min(...ahead) : null;
  if (next !== null && next !== internal.nextDeadline) {
    scheduler.add("review_account", account.id, next - clock.nowMs() / 1000);
  }
  internal.nextDeadline = next;
}

/** Keeps what is different from `before`, which holds persons and bank accounts by id as they were kept. */
function keep(
  { objects }: AccountContext,
  { account, persons, banks }: Changeable,
  before: ReadonlyMap<string, string>,
): void {
  objects.update("account", account);
  const keepAll = <K extends "person" | "external_account">(kind: K, records: readonly Records[K][]) => {
    for (const record of records) {
      const known = before.get(record.id);
      if (known === undefined) objects.insert(kind, account.id, record);
      else if (known !== JSON.stringify(record)) objects.update(kind, record);
    }
  };
  keepAll("person", persons);
  keepAll("external_account", banks);
  const left = new Set([...persons, ...banks].map(({ id }) => id));
  for (const id of before.keys()) {
    if (!left.has(id)) objects.delete(id.startsWith("person_") ? "person" : "external_account", id);
  }
}

/** In Stripe's usual order: what belongs to the account, then the account itself, which is not told of when it is made. */
function emitChanges(
  context: AccountContext,
  account: AccountRecord,
  before: Shown | null,
  after: Shown,
  cause: Cause,
): void {
  const tell = (type: EventType, snapshot: Wire, previous?: Wire) =>
    emit(context, account.id, type, snapshot, cause, previous);
  const compare = (
    [was, is]: [ReadonlyMap<string, Wire> | undefined, ReadonlyMap<string, Wire>],
    types: { created: EventType; updated: EventType; deleted: EventType },
  ) => {
    for (const [id, wire] of is) {
      const known = was?.get(id);
      const previous = known && changedFrom(known, wire);
      if (!known) tell(types.created, wire);
      else if (previous) tell(types.updated, wire, previous);
    }
    for (const [id, wire] of was ?? []) if (!is.has(id)) tell(types.deleted, wire);
  };
  compare([before?.banks, after.banks], {
    created: "account.external_account.created",
    updated: "account.external_account.updated",
    deleted: "account.external_account.deleted",
  });
  compare([before?.persons, after.persons], {
    created: "person.created",
    updated: "person.updated",
    deleted: "person.deleted",
  });
  compare([before?.capabilities, after.capabilities], {
    created: "capability.updated",
    updated: "capability.updated",
    deleted: "capability.updated",
  });
  const previous = before && changedFrom(before.account, after.account);
  if (!previous) return;

  account.internal.updates += 1;
  const isBare = seededRandom(`account.updated ${account.internal.updates}`).upTo(withoutPrevious) === 0;
  tell("account.updated", after.account, isBare ? undefined : previous);
}

/**
 * What was different before, with the values it had then: of hashes only the parts that changed, arrays whole, null for what
 * was not there. Null if nothing changed.
 */
function changedFrom(before: Wire, after: Wire): Wire | null {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name): [string, unknown][] => {
    const [was, is] = [before[name], after[name]];
    if (isHash(was) && isHash(is)) {
      const parts = changedFrom(was, is);
      return parts ? [[name, parts]] : [];
    }
    return was === is || JSON.stringify(was) === JSON.stringify(is) ? [] : [[name, was ?? null]];
  });
  return changed.length > 0 ? Object.fromEntries(changed) : null;
}

const isHash = (value: unknown): value is Wire => typeof value === "object" && value !== null && !Array.isArray(value);
