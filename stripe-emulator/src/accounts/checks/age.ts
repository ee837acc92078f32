import type { DateParts } from "../../records/common.ts";

/** How many birthdays somebody has had by now (Unix seconds), by the calendar of UTC. */
export function ageOf({ day, month, year }: DateParts, now: number): number {
  const today = new Date(now * 1000);
  const years = today.getUTCFullYear() - (year ?? 0);
  const hadBirthday = (today.getUTCMonth() + 1) * 100 + today.getUTCDate() >= (month ?? 0) * 100 + (day ?? 0);
  return hadBirthday ? years : years - 1;
}
