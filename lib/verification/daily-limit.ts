import "server-only";
import { now } from "@/lib/time";

/** More than anybody corrects in a day, and few enough that rows and pages stay small. */
export const changesPerDay = 20;

const dayMs = 24 * 60 * 60 * 1000;

/** Whether one more may be written; `count` tells how many there are of that kind since a moment, counted under `lockPerson`. */
export async function isWithinDailyLimit(count: (since: { gt: Date }) => Promise<number>): Promise<boolean> {
  return (await count({ gt: new Date(now().getTime() - dayMs) })) < changesPerDay;
}
