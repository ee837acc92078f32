import type { Finding } from "./findings.ts";
import type { PersonRequirements } from "./types.ts";

/** The lists of a hash, in the order of the findings. `naming`: as account and capabilities name entries, or as their person does. */
export function listsOf(findings: readonly Finding[], naming: "account" | "person"): PersonRequirements {
  const lists: PersonRequirements = {
    alternatives: [],
    currently_due: [],
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
  };
  for (const { name, entry, prefix, timing, errors, alternative } of findings) {
    const { state } = timing;
    const requirement = naming === "account" ? name : entry;
    if (state === "pending") {
      lists.pending_verification.push(requirement);
      continue;
    }
    lists.eventually_due.push(requirement);
    if (state !== "eventual") {
      lists.currently_due.push(requirement);
      for (const { code, reason } of distinct(errors)) lists.errors.push({ code, reason, requirement });
    }
    if (state === "past") lists.past_due.push(requirement);
    if (alternative.length > 0) {
      const others = naming === "account" ? alternative.map((other) => prefix + other) : [...alternative];
      lists.alternatives.push({ alternative_fields_due: others.sort(), original_fields_due: [requirement] });
    }
  }
  return lists;
}

/** The next time by which something must be there or verified; null if there is none. */
export function nextDeadline(findings: readonly Finding[]): number | null {
  const deadlines = findings.flatMap(({ timing: { deadline } }) => (deadline === null ? [] : [deadline]));
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}

/** Several entries may fail for one reason, as the parts of a date do. */
const distinct = (errors: Finding["errors"]) =>
  errors.filter(
    ({ code, reason }, index) => errors.findIndex((it) => it.code === code && it.reason === reason) === index,
  );
