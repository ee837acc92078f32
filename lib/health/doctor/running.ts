import "server-only";
import { ago } from "@/i18n/format";
import { lastDelivered } from "@/lib/events/stats";
import { type Check, finding, firstRow, type Patient } from "@/lib/health/doctor/check";
import { deadSyncs } from "@/lib/jobs/failures";
import { countWaiting, oldestWaitingAt } from "@/lib/jobs/stats";
import { stripesLists } from "@/lib/reconciler/high-water-mark";
import { sessionEvents } from "@/lib/stripe/session-events";
import { now } from "@/lib/time";

/** What the queue holds now, and when Stripe last brought an event. */
export type Figures = {
  waiting: number;
  /** Age of the oldest job that could run and does not. */
  oldestMs: number;
  /** How many worker processes live. */
  workers: number;
  /** To any of our endpoints. */
  lastEventAt: Date | null;
  /** To the one for our own account, whose secret a connected account's event says nothing of. */
  lastOwnEventAt: Date | null;
};

/** Older than this, results come late; much older, and nobody works on them. */
const lateMs = 10_000;
const stuckMs = 120_000;

/** Whether jobs are done and Stripe's lists are read. `figures` is null when PostgreSQL does not answer, or holds no queue. */
export async function checkRunning(patient: Patient): Promise<{ checks: Check[]; figures: Figures | null }> {
  const [queue, reconciler] = await Promise.all([checkQueue(patient), checkReconciler(patient)]);
  return { checks: [...queue.checks, reconciler], figures: queue.figures };
}

async function checkQueue({ database, words }: Patient): Promise<{ checks: Check[]; figures: Figures | null }> {
  const queue = finding(words, "running", "queue");
  const workers = finding(words, "running", "workers");
  const row = await firstRow<{
    waiting: number;
    oldestMs: number;
    dead: number;
    alive: number;
    lost: number;
    lastEventAt: Date | null;
    lastOwnEventAt: Date | null;
  }>(
    database,
    `select ${countWaiting()} as waiting,
       coalesce(extract(epoch from now() - ${oldestWaitingAt}) * 1000, 0)::float as "oldestMs",
       (select count(*) from stripe_event where failure_code is not null and outcome = 'failed')::int
         + (select count(*) from (${deadSyncs}) as sync where not exists (
              select from stripe_event e where e.object_id = sync.id and e.outcome = 'failed'))::int as dead,
       (select count(*) from living_worker)::int as alive,
       (select count(*) from worker_pool p where p.process_id not in (select id from living_worker))::int as lost,
       (${lastDelivered("received_at")}) as "lastEventAt",
       (select max(newest.received_at) from unnest($1::text[]) as each (type), lateral (
          select received_at from stripe_event where type = each.type and account is null and attempts > 0
          order by received_at desc limit 1) as newest) as "lastOwnEventAt"`,
    [sessionEvents],
  );
  if (!row) return { checks: [queue, workers].map((each) => each.skipped("noDatabase")), figures: null };

  const { waiting, oldestMs, dead, alive, lost, lastEventAt, lastOwnEventAt } = row;
  const values = { waiting, seconds: Math.round(oldestMs / 100) / 10, dead };
  const lag = () => {
    if (oldestMs > stuckMs) return queue.failed("stuck", values);
    if (oldestMs > lateMs) return queue.warning("late", values);
    return dead > 0 ? queue.warning("deadLetters", values) : queue.fine("moving", values);
  };
  const staff = () => {
    if (alive === 0) return workers.failed("none");
    return lost > 0 ? workers.warning("lost", { alive, lost }) : workers.fine("alive", { alive });
  };
  return { checks: [lag(), staff()], figures: { waiting, oldestMs, workers: alive, lastEventAt, lastOwnEventAt } };
}

async function checkReconciler({ database, env, words, locale }: Patient): Promise<Check> {
  const { fine, unknown, warning, skipped } = finding(words, "running", "reconciler");
  // How far Stripe's lists were read through, which stands still when the worker or Stripe does.
  const row = await firstRow<{ at: Date | null; never: string[]; hadRound: boolean }>(
    database,
    `select min(coalesce(began_at, reached_at)) as at,
       coalesce(array_agg(list.name order by list.name) filter (where reached_at is null), '{}') as never,
       exists (select from reconciler_mark where name = 'round') as "hadRound"
     from unnest($1::text[]) as list (name) left join reconciler_mark mark using (name)`,
    [[...stripesLists]],
  );
  if (!row) return skipped("noDatabase");
  const seconds = env.reconcileIntervalSeconds;
  // What failed in every round has left no mark.
  if (row.hadRound && row.never.length > 0) return warning("never", { lists: row.never.join(", "), seconds });
  if (!row.at) return unknown("notYet", { seconds });
  const ageMs = now().getTime() - row.at.getTime();
  const values = { age: ago(ageMs, locale), seconds };
  // A round takes its time, and comes one interval after a worker's start.
  return ageMs > (2 * seconds + 60) * 1000 ? warning("late", values) : fine("ran", values);
}
