import type { Finding } from "./findings.ts";
import type { PersonRequirements } from "./types.ts";

/** The lists of a hash. `naming`: as the account and its capabilities name entries, or as their person does. */
export function listsOf(findings: readonly Finding[], naming: "account" | "person"): PersonRequirements {
  const lists: PersonRequirements = {
    alternatives: [],
    currently_due: [],
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
  };
  for (const { name, entry, prefix, state, errors, alternative } of findings) {
    const requirement = naming === "account" ? name : entry;
    if (state === "pending") {
      lists.pending_verification.push(requirement);
      continue;
    }
    lists.eventually_due.push(requirement);
    if (state !== "eventual") lists.currently_due.push(requirement);
    if (state === "past") lists.past_due.push(requirement);
    for (const { code, reason } of errors) lists.errors.push({ code, reason, requirement });
    if (alternative.length > 0) {
      const others = naming === "account" ? alternative.map((other) => prefix + other) : [...alternative];
      lists.alternatives.push({ alternative_fields_due: others.sort(), original_fields_due: [requirement] });
    }
  }
  lists.alternatives.sort(by(({ original_fields_due }) => original_fields_due.join()));
  lists.currently_due.sort();
  lists.errors.sort(by(({ requirement }) => requirement));
  lists.eventually_due.sort();
  lists.past_due.sort();
  lists.pending_verification.sort();
  return lists;
}

/** The next time by which something must be there or verified; null if there is none. */
export function nextDeadline(findings: readonly Finding[]): number | null {
  const deadlines = findings.flatMap(({ deadline }) => (deadline === null ? [] : [deadline]));
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}

function by<Entry>(key: (entry: Entry) => string): (one: Entry, other: Entry) => number {
  return (one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0);
}
