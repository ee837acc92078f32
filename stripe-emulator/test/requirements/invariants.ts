import type { AccountFacts, Assessment, PersonRequirements, Requirements } from "../../src/requirements/types.ts";

const lists = ["currently_due", "eventually_due", "past_due", "pending_verification"] as const;

/** Which of the rules that held in every recording a `requirements` hash breaks; works on Stripe's answers as well. */
function brokenRules(hash: PersonRequirements): string[] {
  const { currently_due, eventually_due, past_due, pending_verification, errors, alternatives } = hash;
  const due = [...currently_due, ...eventually_due];
  return Object.entries({
    "every list is sorted by character code, each entry once": lists.every(
      (list) => hash[list].join() === [...new Set(hash[list])].sort().join(),
    ),
    "what is past due is currently due": isWithin(past_due, currently_due),
    "what is currently due is eventually due": isWithin(currently_due, eventually_due),
    "what is pending is not due": !pending_verification.some((entry) => due.includes(entry)),
    "what has an error is currently due": errors.every(({ requirement }) => currently_due.includes(requirement)),
    "what has an alternative is eventually due": alternatives.every(({ original_fields_due }) =>
      isWithin(original_fields_due, eventually_due),
    ),
  }).flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

/** Which rules the whole answer breaks, its hashes' among them. */
export function brokenRulesOf(assessment: Assessment, facts: AccountFacts): string[] {
  const { requirements, future_requirements, persons, capabilities, charges_enabled, payouts_enabled } = assessment;
  const hashes: [string, PersonRequirements][] = [
    ["account", requirements],
    ["account's future", future_requirements],
    ...[...persons].map(([id, person]): [string, PersonRequirements] => [id, person.requirements]),
    ...[...capabilities].map(([name, capability]): [string, PersonRequirements] => [name, capability.requirements]),
  ];
  const { disabled_reason, current_deadline, past_due, currently_due } = requirements;
  const isIndividual = facts.businessType === "individual";
  const takesPayments = facts.requested.some((name) => name !== "transfers" && !facts.blockedCapabilities.has(name));
  const rules: Record<string, boolean> = {
    "a new account is past due at once, without a deadline":
      facts.wasEnabled.charges ||
      facts.wasEnabled.payouts ||
      facts.raised.some(({ deadline }) => deadline !== null) ||
      (past_due.join() === currently_due.join() && current_deadline === null),
    "a deadline lies ahead": isAhead(requirements, facts.now) && isAhead(future_requirements, facts.now),
    "the disabled reason follows from the lists": disabled_reason === reasonOf(assessment, facts),
    "the future disables nothing": future_requirements.disabled_reason === null,
    "past due in the future is past due now": isWithin(future_requirements.past_due, past_due),
    "an account without a reason is enabled":
      !takesPayments ||
      (disabled_reason === null) === (charges_enabled && payouts_enabled) ||
      facts.blocked !== null ||
      facts.isInactive,
    "a blocked account takes no charges": facts.blocked === null || !charges_enabled,
    "entries of persons have the right prefix": prefixesOf(requirements).every((prefix) =>
      isIndividual ? prefix === "individual" : isExpected(prefix, facts),
    ),
    "a person's lists are the account's, without the prefix": facts.persons.every(({ id, roles }) => {
      const prefix = isIndividual ? (roles.has("representative") ? "individual." : `${id}.`) : `${id}.`;
      const own = persons.get(id)?.requirements;
      return lists.every(
        (list) => own?.[list].map((entry) => prefix + entry).join() === below(prefix, requirements[list]),
      );
    }),
    "a capability lacks nothing that the account does not": [...capabilities.values()].every((capability) =>
      lists.every((list) => isWithin(capability.requirements[list], requirements[list])),
    ),
    "a capability is active unless there is a reason": [...capabilities.values()].every(
      ({ status, requirements: own }) => (status === "active") === (own.disabled_reason === null),
    ),
  };
  return [
    ...hashes.flatMap(([whose, hash]) => brokenRules(hash).map((rule) => `${whose}: ${rule}`)),
    ...Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule])),
  ];
}

const isWithin = (entries: readonly string[], others: readonly string[]) => entries.every((it) => others.includes(it));

const isAhead = ({ current_deadline }: Requirements<unknown>, now: number) =>
  current_deadline === null || current_deadline > now;

const below = (prefix: string, entries: readonly string[]) =>
  entries.filter((entry) => entry.startsWith(prefix)).join();

/** Past due comes before pending; what is pending disables unless everything is on. */
function reasonOf(assessment: Assessment, { blocked, requested, wasEnabled }: AccountFacts): string | null {
  const { past_due, pending_verification } = assessment.requirements;
  if (blocked !== null) return blocked.reason;
  if (past_due.length > 0) return "requirements.past_due";
  const isOff =
    !(wasEnabled.charges || wasEnabled.payouts) ||
    assessment.requirements.disabled_reason === "requirements.pending_verification";
  if (pending_verification.length > 0 && isOff) return "requirements.pending_verification";
  return requested.length === 0 ? "action_required.requested_capabilities" : null;
}

/** What is before the first dot of entries of persons and of roles. */
function prefixesOf(hash: PersonRequirements): string[] {
  return lists
    .flatMap((list) => hash[list])
    .map((entry) => `${entry.split(".")[0]}`)
    .filter((prefix) => /^(individual|representative|owners|directors|executives|person_.*)$/.test(prefix));
}

/** A person is named by id, a role only while nobody holds it. */
function isExpected(prefix: string, { persons }: AccountFacts): boolean {
  const roles = {
    representative: "representative",
    owners: "owner",
    directors: "director",
    executives: "executive",
  } as const;
  const role = Object.entries(roles).find(([name]) => name === prefix)?.[1];
  return role === undefined
    ? persons.some(({ id }) => id === prefix)
    : !persons.some((person) => person.roles.has(role));
}
