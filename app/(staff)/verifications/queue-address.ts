import { listHref } from "@/app/(staff)/_ui/list/filter-address";
import { type QueueFilter, queueFilter } from "@/lib/cases/schema";

/** The filters as they stand in an address. What is unknown, repeated or malformed is dropped. */
export function readQueueFilter(search: Record<string, string | string[] | undefined>): QueueFilter {
  const { country, ...rest } = search;
  const given = typeof country === "string" ? country : "";
  return queueFilter.parse({ ...rest, country: given === "unknown" ? given : given.toUpperCase() });
}

/** The address of the queue with some filters changed (`filterHref`). */
export const queueHref = listHref<QueueFilter>("/verifications");
