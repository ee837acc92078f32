import { type QueueFilter, queueFilter } from "@/lib/verification/schema";

/** The filters as they stand in an address. What is unknown, repeated or malformed is dropped. */
export function readQueueFilter(search: Record<string, string | string[] | undefined>): QueueFilter {
  const { country, ...rest } = search;
  return queueFilter.parse({ ...rest, country: typeof country === "string" ? country.toUpperCase() : undefined });
}

/** The entries of a filter that belong into an address or a form, cursors left out. */
export function filterEntries(filter: QueueFilter): [string, string][] {
  const { after: _after, before: _before, ...kept } = filter;
  return Object.entries(kept).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

/** The address of the queue with some filters changed (undefined takes one away). Paging starts anew unless changed too. */
export function queueHref(
  filter: QueueFilter,
  changes: { [Name in keyof QueueFilter]?: string | undefined } = {},
  path = "/verifications",
): string {
  const { after: _after, before: _before, ...kept } = filter;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...kept, ...changes })) if (value) search.set(name, value);
  const query = search.toString();
  return query ? `${path}?${query}` : path;
}
