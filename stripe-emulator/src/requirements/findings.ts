import { isAnswered, judge } from "./judge.ts";
import type { Item, Plan } from "./plan.ts";
import { type Failure, locate, type Scope, type Scopes, scopesOf } from "./scopes.ts";
import type { AccountFacts, Raised, Stops } from "./types.ts";

const secondsPerDay = 86_400;

/** What the lists say of one entry. The states exclude each other, so nothing is both due and pending. */
export type Finding = {
  /** As the account's lists name it. */
  name: string;
  /** As the lists of its person name it. */
  entry: string;
  /** What is before the entry in the name. */
  prefix: string;
  personId: string | null;
  state: "eventual" | "pending" | "current" | "past";
  /** When something is disabled unless it is given, or verified, by then; null if no time is set or it is over. */
  deadline: number | null;
  /** It disables what it `stops`. */
  blocks: boolean;
  stops: Stops;
  paymentsOnly: boolean;
  errors: readonly { code: string; reason: string }[];
  /** Entries of the same holder that would do as well. */
  alternative: readonly string[];
};

export type Findings = {
  present: readonly Finding[];
  future: readonly Finding[];
  dueSince: ReadonlyMap<string, number>;
  /** Everything typed that is asked at the start has been given. */
  isSubmitted: boolean;
};

type Terms = Pick<Item, "stops" | "paymentsOnly" | "alternative" | "verifyWithinDays" | "graceDays">;

/** The terms of what no row speaks of: 14 days, as recorded for an error of `company.phone`. */
const unlisted = (stops: Stops): Terms => ({
  stops,
  paymentsOnly: false,
  alternative: [],
  verifyWithinDays: null,
  graceDays: 14,
});

/** What plan, checks and raised requirements ask of the account. */
export function findAll(facts: AccountFacts, plan: Plan): Findings {
  const { now, wasEnabled } = facts;
  const scopes = scopesOf(facts, plan);
  const present = new Map<string, Finding>();
  const future = new Map<string, Finding>();
  const dueSince = new Map<string, number>();
  let isSubmitted = true;

  const add = (found: Finding, to = present) => {
    const other = to.get(found.name);
    to.set(found.name, other === undefined ? found : merge(other, found));
  };
  const addDue = (scope: Scope, entry: string, terms: Terms, failures: readonly Failure[]) => {
    const name = scope.prefix + entry;
    const found = { ...finding(scope, entry, terms), errors: distinct(failures) };
    if (!wasEnabled) return add(past(found));
    const since = failures.length > 0 ? Math.min(...failures.map((it) => it.since)) : (facts.dueSince.get(name) ?? now);
    dueSince.set(name, since);
    add(dueBy(since + terms.graceDays * secondsPerDay, now, found));
  };
  const addPending = (scope: Scope, entry: string, terms: Terms) =>
    add(pending(finding(scope, entry, terms), terms.verifyWithinDays, facts));

  for (const scope of scopes) {
    const { items, hasThen } = scope.part;
    const isStarted = hasThen && items.every((item) => item.when !== "start" || isAnswered(item, scope));
    for (const item of items) {
      const judgement = judge(item, scope, isStarted);
      if (judgement === null) continue;
      if (judgement.state === "due") addDue(scope, item.entry, item, judgement.failures);
      else if (judgement.state === "pending") addPending(scope, item.entry, item);
      else add(finding(scope, item.entry, item));
      if (item.when === "start" && item.isTyped && !isAnswered(item, scope)) isSubmitted = false;
    }
  }

  for (const [name, check] of facts.checks) {
    const place = locate(name, scopes);
    if (check.state === "verified" || place === null || place.scope.part.entries.has(place.entry)) continue;
    if (check.state === "pending") addPending(place.scope, place.entry, unlisted("both"));
    else if (!isToldByOriginal(place.scope, place.entry, present)) {
      addDue(place.scope, place.entry, unlisted("both"), [check]);
    }
  }
  for (const raised of facts.raised) {
    const unmet = isAhead(raised, now) ? null : unmetBy(raised, scopes);
    if (unmet !== null) add(inForce(unmet, raised, facts));
  }
  for (const raised of facts.raised) {
    const unmet = isAhead(raised, now) ? unmetBy(raised, scopes) : null;
    if (unmet !== null) add(ahead(unmet, raised, present.get(unmet.found.name)?.state === "past"), future);
  }
  return { present: [...present.values()], future: [...future.values()], dueSince, isSubmitted };
}

const finding = ({ prefix, personId }: Scope, entry: string, terms: Terms): Finding => ({
  name: prefix + entry,
  entry,
  prefix,
  personId,
  state: "eventual",
  deadline: null,
  blocks: false,
  stops: terms.stops,
  paymentsOnly: terms.paymentsOnly,
  errors: [],
  alternative: terms.alternative,
});

/** Several entries may fail for one reason, as the parts of a date do. */
const distinct = (errors: Finding["errors"]) =>
  errors.filter(
    ({ code, reason }, index) => errors.findIndex((it) => it.code === code && it.reason === reason) === index,
  );

const past = (found: Finding): Finding => ({ ...found, state: "past", blocks: true });

const dueBy = (deadline: number, now: number, found: Finding): Finding =>
  deadline <= now ? past(found) : { ...found, state: "current", deadline };

const isAhead = ({ future, deadline }: Raised, now: number) => future && (deadline === null || deadline > now);

type Unmet = { found: Finding; isPending: boolean };

/** What a raised requirement still asks for; null if it is met, or its person is not there. */
function unmetBy({ requirement, stops, error }: Raised, scopes: Scopes): Unmet | null {
  const place = locate(requirement, scopes);
  if (place === null) return null;
  const standing = place.scope.standing(place.entry);
  if (standing === "verified" && error === null) return null;
  const errors = [error, standing].filter((it) => it !== null && typeof it === "object");
  return {
    found: { ...finding(place.scope, place.entry, unlisted(stops)), errors },
    isPending: standing === "pending",
  };
}

function inForce({ found, isPending }: Unmet, { deadline, future }: Raised, facts: AccountFacts): Finding {
  if (isPending) return pending(found, null, facts);
  if (deadline === null) return facts.wasEnabled ? { ...found, state: "current" } : past(found);
  // A new rule that comes into force gives time only to those who were enabled.
  const graceDays = future && facts.wasEnabled ? unlisted(found.stops).graceDays : 0;
  return dueBy(deadline + graceDays * secondsPerDay, facts.now, found);
}

/** Of what is to come only that can be past due which is so already. */
function ahead({ found, isPending }: Unmet, { deadline }: Raised, isPast: boolean): Finding {
  if (isPending) return { ...found, state: "pending" };
  if (deadline === null) return { ...found, errors: [] };
  return { ...found, state: isPast ? "past" : "current", deadline };
}

/** A check that runs disables a new account; one that was enabled, only when its time for verification is over. */
function pending(found: Finding, verifyWithinDays: number | null, { created, now, wasEnabled }: AccountFacts): Finding {
  if (!wasEnabled) return { ...found, state: "pending", blocks: true };
  const deadline = verifyWithinDays === null ? null : created + verifyWithinDays * secondsPerDay;
  const isLate = deadline !== null && deadline <= now;
  return { ...found, state: "pending", blocks: isLate, deadline: isLate ? null : deadline };
}

/** Whether an entry's failed check is told at the entry that it would have been an alternative to. */
function isToldByOriginal({ prefix }: Scope, entry: string, present: ReadonlyMap<string, Finding>): boolean {
  return [...present.values()].some(
    (found) => found.prefix === prefix && found.errors.length > 0 && found.alternative.includes(entry),
  );
}

const urgency = { eventual: 0, pending: 1, current: 2, past: 3 };

/** Two findings of one entry as one: the more urgent state, and all that either says of it. */
function merge(one: Finding, other: Finding): Finding {
  const [urgent, lesser] = urgency[one.state] >= urgency[other.state] ? [one, other] : [other, one];
  if (lesser.state === "eventual")
    return { ...urgent, alternative: [...new Set([...urgent.alternative, ...lesser.alternative])] };
  const deadlines = [urgent, lesser].map(({ deadline }) => deadline).filter((it) => it !== null);
  return {
    ...urgent,
    deadline: deadlines.length > 0 ? Math.min(...deadlines) : null,
    stops: urgent.stops === lesser.stops ? urgent.stops : "both",
    paymentsOnly: urgent.paymentsOnly && lesser.paymentsOnly,
    errors: distinct([...urgent.errors, ...lesser.errors]),
    alternative: [...new Set([...urgent.alternative, ...lesser.alternative])],
  };
}
