import type { Item } from "./plan.ts";
import type { Failure, Scope, Standing } from "./scopes.ts";

export type Judgement = { state: "pending" | "eventual" } | { state: "due"; failures: readonly Failure[] };

/**
 * A value that could not be matched is made up for by another; one that cannot be right (`invalid_…`) must be given again.
 * Stripe, handling API verification: what to do for which code.
 */
const asksForAnother = (standing: Standing): standing is Failure =>
  typeof standing === "object" && standing.code.startsWith("verification_");

/**
 * What is to be said of an item, null if nothing. `isStarted`: all that the same holder gives at the start is there.
 * A failed check is told at the entry that must be given next: the one that replaces it, or the one it is an alternative to.
 */
export function judge(item: Item, scope: Scope, isStarted: boolean): Judgement | null {
  const standing = scope.standing(item.entry);
  if (standing === "verified") return null;
  if (standing === "pending") return { state: "pending" };
  const others = item.alternative.map(scope.standing);
  if (others.length > 0 && others.every((other) => other === "verified" || other === "pending")) return null;
  if (standing !== "missing") {
    return item.isReplaced && asksForAnother(standing) ? null : { state: "due", failures: [standing] };
  }
  if (item.unless.some(scope.isGiven)) return null;

  const replaced = item.replaces.map(scope.standing);
  const failures = [...replaced.filter(asksForAnother), ...others.filter((other) => typeof other === "object")];
  if (failures.length > 0 || item.when === "start" || (item.when === "then" && isStarted))
    return { state: "due", failures };
  if (replaced.includes("pending")) return { state: "pending" };
  if (item.when === "failed") return null;
  const isNeedless = replaced.length > 0 && replaced.every((other) => other === "verified");
  return isNeedless ? null : { state: "eventual" };
}

/** Whether the item is answered or was, whatever became of it: enough for what follows to be asked. */
export function isAnswered({ entry, alternative, unless }: Item, scope: Scope): boolean {
  return [entry, ...alternative].some((one) => scope.standing(one) !== "missing") || unless.some(scope.isGiven);
}
