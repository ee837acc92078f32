import { filterHref } from "@/app/(staff)/_ui/list/filter-address";
import { type EventFilter, eventFilter } from "@/lib/events/schema";

/** The filters as they stand in an address or a form. What is unknown, repeated or malformed is dropped. */
export const readEventFilter = (search: Record<string, unknown>): EventFilter => eventFilter.parse(search);

/** The address of the events with some filters changed (undefined takes one away). Paging starts anew unless changed too. */
export function eventsHref(
  filter: EventFilter,
  changes: { [Name in keyof EventFilter | "replayed"]?: string | undefined } = {},
  path = "/events",
): string {
  return filterHref(path, filter, changes);
}
