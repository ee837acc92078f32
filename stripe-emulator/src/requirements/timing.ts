import type { AccountFacts } from "./types.ts";

const secondsPerDay = 86_400;

/** How urgent an entry is. The states exclude each other, so nothing is both due and pending. */
export type Timing = {
  state: "eventual" | "pending" | "current" | "past";
  /** When something is disabled unless it is given, or verified, by then; null if no time is set or it is over. */
  deadline: number | null;
  /** Something is disabled because of it. */
  blocks: boolean;
};

type Clock = Pick<AccountFacts, "created" | "now" | "wasEnabled">;

export const eventual: Timing = { state: "eventual", deadline: null, blocks: false };
export const current: Timing = { state: "current", deadline: null, blocks: false };
export const past: Timing = { state: "past", deadline: null, blocks: true };
const blocking: Timing = { state: "pending", deadline: null, blocks: true };

/** Due for so many days; past due at once as long as the account was never enabled. */
export function dueFor(days: number, since: number, { now, wasEnabled }: Clock): Timing {
  return wasEnabled ? dueBy(since + days * secondsPerDay, now) : past;
}

export function dueBy(deadline: number, now: number): Timing {
  return deadline <= now ? past : { state: "current", deadline, blocks: false };
}

/** A check that runs disables a new account; one that was enabled, only when its time for verification is over. */
export function pending(withinDays: number | null, { created, now, wasEnabled }: Clock): Timing {
  if (!wasEnabled) return blocking;
  const deadline = withinDays === null ? null : created + withinDays * secondsPerDay;
  return deadline !== null && deadline <= now ? blocking : { state: "pending", deadline, blocks: false };
}

const urgency = { eventual: 0, pending: 1, current: 2, past: 3 };

/** Of two the more urgent; of the same state the one with less time. */
export function moreUrgent(one: Timing, other: Timing): Timing {
  const difference = urgency[one.state] - urgency[other.state] || Number(one.blocks) - Number(other.blocks);
  if (difference !== 0) return difference > 0 ? one : other;
  return (one.deadline ?? Number.POSITIVE_INFINITY) <= (other.deadline ?? Number.POSITIVE_INFINITY) ? one : other;
}
