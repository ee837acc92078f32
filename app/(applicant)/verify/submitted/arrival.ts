const longestMs = 60 * 60 * 1000;

/**
 * When the person came to the page, from `since` in its address (ms since 1970). Only a hint for when to ask Stripe:
 * what is missing, malformed, ahead or older than an hour counts as now.
 */
export function toArrival(since: string | null | undefined, present: Date): Date {
  const ms = /^\d{1,16}$/.test(since ?? "") ? Number(since) : Number.NaN;
  const age = present.getTime() - ms;
  return age >= 0 && age <= longestMs ? new Date(ms) : present;
}
