import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { hasCustomerJob } from "@/lib/jobs/data";
import { enqueueCustomers } from "@/lib/jobs/enqueue";
import { now } from "@/lib/time";

/** At most so many customers a round, one or two calls of Stripe's each, eleven where the creation was not answered. */
const perRound = 500;

/**
 * Enqueues the writing of every customer that Stripe has not confirmed and that has no job, or whose job died a day ago.
 * Returns how many. Asks nothing of Stripe.
 */
export async function reconcileCustomers(): Promise<number> {
  const before = new Date(now().getTime() - env().reconcileIntervalSeconds * 100);
  const rows = await db.$queryRaw<{ userId: string }[]>`
    select user_id as "userId" from customer
    where written_revision < revision and changed_at < ${before} and not ${hasCustomerJob("customer.user_id")}
    order by changed_at limit ${perRound}`;
  await enqueueCustomers(
    db,
    rows.map(({ userId }) => userId),
  );
  return rows.length;
}
