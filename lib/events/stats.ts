import "server-only";

/**
 * SQL: these columns of the newest event that Stripe brought to an endpoint; no row: it is none of the newest 10,000, which is how
 * far is looked. What the reconciler had to ask for came to none, and says the opposite.
 */
export const lastDelivered = (columns: string): string => `select ${columns} from (
    select id, api_version, received_at, attempts from stripe_event order by received_at desc limit 10000
  ) as newest where attempts > 0 order by received_at desc limit 1`;
