import type { AccountFacts, Stops } from "./types.ts";

const secondsPerDay = 86_400;

/** How urgent an entry is. The states exclude each other, so nothing is both due and pending. */
export type Timing = {
  state: "eventual" | "pending" | "current" | "past";
  /** When something is disabled unless it is given, or verified, by then; null if no time is set or it is over. */
  deadline: number | null;
  /** Something is disabled because of it. */
  blocks: boolean;
};

export const eventual: Timing = { state: "eventual", deadline: null, blocks: false };
export const current: Timing = { state: "current", deadline: null, blocks: false };
export const past: Timing = { state: "past", deadline: null, blocks: true };
const blocking: Timing = { state: "pending", deadline: null, blocks: true };

/** Whether an account had what this would stop: only who has something to lose gets time. */
export function hasTime(stops: Stops, paymentsOnly: boolean, { wasEnabled }: AccountFacts): boolean {
  if (stops === "payouts") return wasEnabled.payouts;
  return wasEnabled.charges || (wasEnabled.payouts && stops === "both" && !paymentsOnly);
}

export const dueFor = (days: number, since: number, now: number): Timing => dueBy(since + days * secondsPerDay, now);

export function dueBy(deadline: number, now: number): Timing {
  return deadline <= now ? past : { state: "current", deadline, blocks: false };
}

/** A check that runs disables who has no time; others only once their time for verification is over. */
export function pending(withinDays: number | null, isGivenTime: boolean, { created, now }: AccountFacts): Timing {
  if (!isGivenTime) return blocking;
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
