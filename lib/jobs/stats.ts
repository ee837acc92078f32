import "server-only";
import { db } from "@/lib/db/client";

/** The jobs that wait: that could run now, and that no worker has. */
const waiting = "from graphile_worker._private_jobs where is_available and run_at <= now()";

/** SQL: how many jobs wait, counted to `limit` where there is one. */
export const countWaiting = (limit?: number): string =>
  `(select count(*) from (select ${waiting}${limit === undefined ? "" : ` limit ${limit}`}) as job)::int`;

/** SQL: since when the job that has waited longest could run; null where none waits. By the queue's own index. */
export const oldestWaitingAt = `(select run_at ${waiting} order by priority, run_at limit 1)`;

/**
 * SQL: whether the queue's tables are there, and not hidden: they have row security without a policy, so that a role which neither
 * made them nor has BYPASSRLS reads them as empty and can add no job.
 */
export const queueExists = "coalesce(not row_security_active(to_regclass('graphile_worker._private_jobs')), false)";

/** `later`: waits for its next attempt; `dead`: out of attempts, waiting for a person. */
type JobState = "ready" | "running" | "later" | "dead";

/** How many jobs there are by state, and how long the oldest that waits could have been running; 0 when none waits. */
export async function readJobStats(): Promise<{ jobs: Record<JobState, number>; oldestReadySeconds: number }> {
  const [row] = await db.$queryRawUnsafe<(Record<JobState, number> & { oldestReadySeconds: number })[]>(
    `select ${countWaiting()} as ready,
       coalesce(extract(epoch from now() - ${oldestWaitingAt}), 0)::float8 as "oldestReadySeconds",
       count(*) filter (where locked_at is not null)::int as running,
       count(*) filter (where is_available and run_at > now())::int as later,
       count(*) filter (where locked_at is null and attempts >= max_attempts)::int as dead
     from graphile_worker._private_jobs`,
  );
  const { oldestReadySeconds = 0, ready = 0, running = 0, later = 0, dead = 0 } = row ?? {};
  return { jobs: { ready, running, later, dead }, oldestReadySeconds };
}
