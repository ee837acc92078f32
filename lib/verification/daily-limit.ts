import "server-only";
import { changesPerDay } from "@/lib/policy/limits";
import { now } from "@/lib/time";

const dayMs = 24 * 60 * 60 * 1000;

/** Whether one more may be written; `count` tells how many there are of that kind since a moment, counted under `lockPerson`. */
export async function isWithinDailyLimit(count: (since: { gt: Date }) => Promise<number>): Promise<boolean> {
  return (await count({ gt: new Date(now().getTime() - dayMs) })) < changesPerDay;
}
