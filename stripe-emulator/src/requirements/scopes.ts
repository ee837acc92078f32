import type { Part, Plan } from "./plan.ts";
import type { AccountFacts, Check } from "./types.ts";

export type Failure = Extract<Check, { state: "failed" }>;

/** How an entry stands: no value, being checked, fine, or with the check that failed. */
export type Standing = "missing" | "pending" | "verified" | Failure;

/** Somebody of whom entries are asked: the account with its company, a person, or a role that nobody holds yet. */
export type Scope = {
  /** Before each entry in the account's lists. */
  prefix: string;
  personId: string | null;
  part: Part;
  standing: (entry: string) => Standing;
  isGiven: (entry: string) => boolean;
};

/** The account's scope is the first. */
export type Scopes = readonly [Scope, ...Scope[]];

const nothing: ReadonlySet<string> = new Set();

/** All of whom the plan asks something. */
export function scopesOf(facts: AccountFacts, plan: Plan): Scopes {
  const { checks, given, persons } = facts;
  const scope = (prefix: string, personId: string | null, part: Part, has: ReadonlySet<string>): Scope => ({
    prefix,
    personId,
    part,
    isGiven: (entry) => has.has(entry),
    // A check speaks for its entry even where no value is known.
    standing: (entry) => {
      const check = checks.size > 0 ? checks.get(prefix + entry) : undefined;
      if (check === undefined) return has.has(entry) ? "verified" : "missing";
      return check.state === "failed" ? check : check.state;
    },
  });
  const account = scope("", null, plan.account, given);
  if (plan.individual !== null) {
    const individual = persons.find(({ roles }) => roles.has("representative"));
    return [account, scope("individual.", individual?.id ?? null, plan.individual, individual?.given ?? nothing)];
  }
  return [
    account,
    ...persons.map(({ id, roles, given: has }) => scope(`${id}.`, id, plan.person(roles), has)),
    ...plan.vacancies
      .filter(({ role, provided }) => !given.has(provided) && !persons.some(({ roles }) => roles.has(role)))
      .map(({ prefix, part }) => scope(prefix, null, part, nothing)),
  ];
}

const ofSomebody = /^(individual|representative|owners|directors|executives|person_[^.]*)\./;

/** Whose entry a full name is; null if nobody of that name, or in that role, is asked for anything. */
export function locate(name: string, [account, ...others]: Scopes): { scope: Scope; entry: string } | null {
  const scope = others.find(({ prefix }) => name.startsWith(prefix));
  if (scope !== undefined) return { scope, entry: name.slice(scope.prefix.length) };
  return ofSomebody.test(name) ? null : { scope: account, entry: name };
}
