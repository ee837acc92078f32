import { type EventFilter, eventFilter } from "@/lib/webhooks/events-schema";

/** The filters as they stand in an address or a form. What is unknown, repeated or malformed is dropped. */
export const readEventFilter = (search: Record<string, unknown>): EventFilter => eventFilter.parse(search);

/** The entries of a filter that belong into an address or a form, cursors left out. */
export function filterEntries(filter: EventFilter): [string, string][] {
  const { after: _after, before: _before, ...kept } = filter;
  return Object.entries(kept).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

/** The address of the events with some filters changed (undefined takes one away). Paging starts anew unless changed too. */
export function eventsHref(
  filter: EventFilter,
  changes: { [Name in keyof EventFilter | "replayed"]?: string | undefined } = {},
  path = "/events",
): string {
  const { after: _after, before: _before, ...kept } = filter;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...kept, ...changes })) if (value) search.set(name, value);
  const query = search.toString();
  return query ? `${path}?${query}` : path;
}

const followedPrefix = "identity.verification_session.";

/** An event type as a row shows it: what is common to all that we follow is left out. */
export const shortType = (type: string): string => type.replace(followedPrefix, "");
