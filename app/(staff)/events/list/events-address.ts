import { listHref } from "@/app/(staff)/_ui/list/filter-address";
import { type EventFilter, eventFilter } from "@/lib/events/schema";

/** The filters as they stand in an address or a form. What is unknown, repeated or malformed is dropped. */
export const readEventFilter = (search: Record<string, unknown>): EventFilter => eventFilter.parse(search);

/** The address of the events with some filters changed (`filterHref`). */
export const eventsHref = listHref<EventFilter, "replayed">("/events");
