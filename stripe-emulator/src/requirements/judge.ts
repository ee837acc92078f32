import type { Item } from "./plan.ts";
import type { Failure, Scope } from "./scopes.ts";

export type Judgement = { state: "pending" | "eventual" } | { state: "due"; failures: readonly Failure[] };

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
  if (standing !== "missing") return item.isReplaced ? null : { state: "due", failures: [standing] };
  if (item.unless.some(scope.isGiven)) return null;

  const replaced = item.replaces.map(scope.standing);
  const failures = [...replaced, ...others].filter((other) => typeof other === "object");
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
