import { isAnswered, judge } from "./judge.ts";
import type { Item, Plan } from "./plan.ts";
import { type Failure, locate, type Scope, type Standing, scopesOf } from "./scopes.ts";
import { current, dueBy, dueFor, eventual, hasTime, moreUrgent, past, pending, type Timing } from "./timing.ts";
import type { AccountFacts, Raised, Stops } from "./types.ts";

/** What the lists say of one entry. */
export type Finding = {
  /** As the account's lists name it. */
  name: string;
  /** As the lists of its person name it. */
  entry: string;
  /** What is before the entry in the name. */
  prefix: string;
  personId: string | null;
  timing: Timing;
  /** What is disabled if the timing says that something is. */
  stops: Stops;
  paymentsOnly: boolean;
  errors: readonly { code: string; reason: string }[];
  /** Entries of the same holder that would do as well. */
  alternative: readonly string[];
};

export type Findings = {
  /** Sorted by name, and so by a person's names as well. */
  present: readonly Finding[];
  future: readonly Finding[];
  dueSince: ReadonlyMap<string, number>;
  /** Everything typed that is asked at the start has been given. */
  isSubmitted: boolean;
};

type Terms = Pick<Item, "stops" | "paymentsOnly" | "alternative" | "verifyWithinDays" | "graceDays">;

/** The terms of what no row speaks of: 14 days, as recorded for an error of `company.phone`. */
const graceDays = 14;
const unlisted = (stops: Stops): Terms => ({
  stops,
  paymentsOnly: false,
  alternative: [],
  verifyWithinDays: null,
  graceDays,
});

/** What plan, checks and raised requirements ask of the account. */
export function findAll(facts: AccountFacts, plan: Plan): Findings {
  const { now } = facts;
  const scopes = scopesOf(facts, plan);
  const present = new Map<string, Finding>();
  const future = new Map<string, Finding>();
  const dueSince = new Map<string, number>();
  let isSubmitted = true;

  const add = (found: Finding, to = present) => {
    const other = to.get(found.name);
    to.set(found.name, other === undefined ? found : merge(other, found));
  };
  const addDue = (scope: Scope, entry: string, asked: Terms, failures: readonly Failure[]) => {
    const name = scope.prefix + entry;
    const isLess = failures.length > 0 && failures.every(({ stops }) => stops === "payouts");
    const terms: Terms = isLess ? { ...asked, stops: "payouts" } : asked;
    if (!hasTime(terms.stops, terms.paymentsOnly, facts)) return add(finding(scope, entry, terms, past, failures));
    const since = failures.length > 0 ? Math.min(...failures.map((it) => it.since)) : (facts.dueSince.get(name) ?? now);
    dueSince.set(name, since);
    add(finding(scope, entry, terms, dueFor(terms.graceDays, since, now), failures));
  };
  const addPending = (scope: Scope, entry: string, terms: Terms) =>
    add(
      finding(
        scope,
        entry,
        terms,
        pending(terms.verifyWithinDays, hasTime(terms.stops, terms.paymentsOnly, facts), facts),
      ),
    );

  for (const scope of scopes) {
    const { items, hasThen } = scope.part;
    const isStarted = hasThen && items.every((item) => item.when !== "start" || isAnswered(item, scope));
    for (const item of items) {
      const judgement = judge(item, scope, isStarted);
      if (judgement === null) continue;
      if (judgement.state === "due") addDue(scope, item.entry, item, judgement.failures);
      else if (judgement.state === "pending") addPending(scope, item.entry, item);
      else add(finding(scope, item.entry, item, eventual));
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
  // Those to come last: what they say depends on what is past due.
  for (const raised of facts.raised.toSorted((one, other) => Number(isAhead(one, now)) - Number(isAhead(other, now)))) {
    const place = locate(raised.requirement, scopes);
    const standing = place?.scope.standing(place.entry) ?? "verified";
    if (place === null || (standing === "verified" && raised.error === null)) continue;
    const errors = [raised.error, standing].filter((it) => it !== null && typeof it === "object");
    const isPastNow = present.get(raised.requirement)?.timing.state === "past";
    const timing = timingOf(raised, standing, isPastNow, facts);
    add(
      finding(place.scope, place.entry, unlisted(raised.stops), timing, errors),
      isAhead(raised, now) ? future : present,
    );
  }
  return { present: sorted(present), future: sorted(future), dueSince, isSubmitted };
}

/** By character code, as Stripe sorts. */
const sorted = (found: ReadonlyMap<string, Finding>): Finding[] =>
  [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));

const none: Finding["errors"] = [];

function finding(scope: Scope, entry: string, terms: Terms, timing: Timing, errors: Finding["errors"] = none): Finding {
  const { prefix, personId } = scope;
  const { stops, paymentsOnly, alternative } = terms;
  return { name: prefix + entry, entry, prefix, personId, timing, stops, paymentsOnly, errors, alternative };
}

/** Two findings of one entry as one: the more urgent, and all that either says of it. */
function merge(one: Finding, other: Finding): Finding {
  const timing = moreUrgent(one.timing, other.timing);
  const [urgent, lesser] = timing === one.timing ? [one, other] : [other, one];
  const alternative = union(urgent.alternative, lesser.alternative);
  if (lesser.timing.state === "eventual") return { ...urgent, alternative };
  return {
    ...urgent,
    stops: urgent.stops === lesser.stops ? urgent.stops : "both",
    paymentsOnly: urgent.paymentsOnly && lesser.paymentsOnly,
    errors: union(urgent.errors, lesser.errors),
    alternative,
  };
}

const union = <Entry>(some: readonly Entry[], others: readonly Entry[]): readonly Entry[] =>
  others.length === 0 ? some : [...new Set([...some, ...others])];

/** Whether an entry's failed check is told at the entry that it would have been an alternative to. */
function isToldByOriginal({ prefix }: Scope, entry: string, present: ReadonlyMap<string, Finding>): boolean {
  return [...present.values()].some(
    (found) => found.prefix === prefix && found.errors.length > 0 && found.alternative.includes(entry),
  );
}

const isAhead = ({ future, deadline }: Raised, now: number) => future && (deadline === null || deadline > now);

function timingOf(raised: Raised, standing: Standing, isPastNow: boolean, facts: AccountFacts): Timing {
  const { deadline, future } = raised;
  const isGivenTime = hasTime(raised.stops, false, facts);
  if (standing === "pending") return pending(null, isGivenTime, facts);
  if (isAhead(raised, facts.now)) {
    if (deadline === null) return eventual;
    // Of what is to come only that can be past due which is so already.
    return { ...(isPastNow ? past : current), deadline };
  }
  if (deadline === null) return isGivenTime ? current : past;
  if (!future) return dueBy(deadline, facts.now);
  return isGivenTime ? dueFor(graceDays, deadline, facts.now) : past;
}
