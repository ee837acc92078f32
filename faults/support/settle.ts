import pMap from "p-map";
import type pg from "pg";
import { until } from "../../testkit/until.ts";
import type { Environment } from "./environment.ts";
import { patienceMs } from "./patience.ts";
import { allSent } from "./people.ts";
import { endChecks } from "./sellers.ts";
import { readDeliveries } from "./truth.ts";

/**
 * Lets time pass until nothing is left to do: Stripe's checks of accounts end, all found right, webhooks that it still owes are sent, and jobs that wait for another
 * try get it now instead of minutes later. Webhooks that a fault dropped stay dropped. Throws when it does not become
 * quiet within `withinMs`. Returns how long it took, in milliseconds.
 */
export async function settle(
  environment: Environment,
  withinMs = environment.long ? 900_000 : 90_000,
): Promise<number> {
  const startedAt = performance.now();
  await endChecks(environment);
  await allSent(environment);
  await until(
    "every webhook is delivered",
    async () => {
      const owed = await owedEvents(environment);
      await pMap(owed, (eventId) => environment.emulator.control(`/deliveries/${eventId}/resend`), { concurrency: 4 });
      return owed.length === 0;
    },
    withinMs,
  );
  await jobsDone(environment, withinMs);
  return performance.now() - startedAt;
}

/** Gives jobs that wait for another try that try now, instead of minutes or hours later. */
export async function hastenJobs(environment: Environment): Promise<void> {
  await environment.sql.query(
    "update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null",
  );
}

/** Jobs that come by the clock, whatever happens: one may always be there. For `not in (…)`. */
export const jobsOfTheClock = "'purge', 'signAuditHead', 'verifyAuditLog'";

/** Waits until no job can be done any more, those whose attempts are exhausted aside. */
export function jobsDone(environment: Environment, withinMs: number): Promise<number> {
  return until(
    "no job is open",
    async () => {
      await hastenJobs(environment);
      return (await openJobs(environment.sql)) === 0;
    },
    withinMs,
  );
}

/** How many jobs can still be done; `those`: of which, beside the jobs of the clock. */
async function openJobs(sql: Pick<pg.PoolClient, "query">, those = ""): Promise<number> {
  const { rows } = await sql.query<{ open: number }>(
    `select count(*)::int as open from graphile_worker.jobs
     where task_identifier not in (${jobsOfTheClock}) and (locked_at is not null or attempts < max_attempts) ${those}`,
  );
  return rows[0]?.open ?? 0;
}

/** Has these accounts read from Stripe now, as by a press of their sellers, and waits for it. */
export async function readAnew(environment: Environment, ids: readonly string[]): Promise<void> {
  await environment.sql.query(
    `select graphile_worker.add_job('syncConnectedAccount', json_build_object('stripeAccountId', id),
       job_key => 'syncConnectedAccount:' || id, queue_name => 'syncConnectedAccount:' || id)
     from unnest($1::text[]) as id`,
    [ids],
  );
  await jobsDone(environment, patienceMs);
}

/** Lets the reconciler come round once, now instead of minutes later, and waits until nothing is left to do. */
export async function reconcileOnce(environment: Environment): Promise<void> {
  await environment.sql.query(
    "select graphile_worker.add_job('reconcile', '{}', job_key => 'reconcile', queue_name => 'reconcile', max_attempts => 1)",
  );
  await jobsDone(environment, 60_000);
}

/**
 * Keeps what comes by time and changes what we compare from coming: the sellers' mails, which a minute would bring between our look at
 * the caught mails and that at the outbox, and the reconciler. Waits until neither is under way. `hastenJobs` lets them come again.
 */
export async function holdTimedJobs(environment: Environment): Promise<void> {
  const held = "run_at => now() + interval '1 hour', max_attempts => 1";
  await environment.sql.query(
    // A job that waits for its time keeps it when that comes again (lib/jobs/schedules.ts).
    `select graphile_worker.add_job('mailSellers', '{}', job_key => 'mailSellers', ${held}),
       graphile_worker.add_job('reconcile', '{}', job_key => 'reconcile', queue_name => 'reconcile', ${held})`,
  );
  const quiet = async () => (await openJobs(environment.sql, "and (locked_at is not null or run_at <= now())")) === 0;
  await until("what time brought has ended", quiet, patienceMs);
}

/**
 * Lets the minute be over in which a job by the clock failed, because what it needs was away: its next one takes its place, and
 * the reconciler clears the failed one away; one that fails again stays. Looks at a moment at which nothing is left to do: another minute
 * may begin at any time.
 */
export async function afterNextMinute<Seen>(
  environment: Environment,
  look: (client: pg.PoolClient) => Promise<Seen>,
): Promise<Seen> {
  await environment.sql.query(
    "select graphile_worker.add_job('mailSellers', '{}', job_key => 'mailSellers', max_attempts => 1)",
  );
  await reconcileOnce(environment);
  const client = await environment.sql.connect();
  const isQuiet = async () => {
    // One moment for all that is then seen: what begins after it is not.
    await client.query("rollback");
    await client.query("begin isolation level repeatable read");
    return (await openJobs(client)) === 0;
  };
  try {
    await until("no job is open", isQuiet, patienceMs);
    return await look(client);
  } finally {
    await client.query("rollback");
    client.release();
  }
}

/** Events that were sent, were never acknowledged, and were not dropped on purpose. */
async function owedEvents(environment: Environment): Promise<string[]> {
  const deliveries = await readDeliveries(environment);
  const done = new Set(
    deliveries.filter(({ delivered, fault }) => delivered || fault === "drop").map((one) => one.eventId),
  );
  return [...new Set(deliveries.map(({ eventId }) => eventId))].filter((eventId) => !done.has(eventId));
}
