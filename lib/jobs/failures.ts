import "server-only";
import { databasePool } from "@/lib/db/client";
import { keyOf, mailJob, syncJobs, type Target, targetTypes } from "@/lib/jobs/definitions";

/**
 * SQL: the syncs that are not attempted again by themselves, by type and id of their target, with the code of the last
 * failure; `worker_lost` where each attempt ended with its worker.
 */
export const deadSyncs = `select
    case task_identifier ${targetTypes.map((type) => `when '${syncJobs[type].task}' then '${type}'`).join(" ")} end as type,
    substr(key, length(task_identifier) + 2) as id,
    case when last_error ~ '^[a-z_]{1,40}$' then last_error else 'worker_lost' end as code
  from graphile_worker.jobs
  where task_identifier in (${targetTypes.map((type) => `'${syncJobs[type].task}'`).join(", ")})
    and key is not null and attempts >= max_attempts and locked_at is null`;

/** What follows a job's failure: another attempt, none because a newer job has its place, or none at all. */
export type AfterFailure = "retry" | "superseded" | "dead";

/**
 * To be asked by a job that failed, while it still runs. The queue lets it wait `exp(attempts)` seconds, which makes 3.6 h
 * of nine waits; this adds 0.75 to 1.25 of each by chance, so that what failed together does not come back together and
 * ten attempts take 6.2 to 8 hours, and ends a job whose failure is `final`. `updated_at` is when it failed, which the queue does not
 * write down. By the private table, because the queue's own functions pass over a job that runs.
 */
export async function settleFailure(jobId: string, final: boolean): Promise<AfterFailure> {
  const { rows } = await databasePool().query<{ dead: boolean; superseded: boolean }>(
    `update graphile_worker._private_jobs set
       run_at = now() + (0.75 + 0.5 * random()) * exp(least(attempts, 10)) * interval '1 second',
       max_attempts = case when $2 then greatest(attempts, 1) else max_attempts end, updated_at = now()
     where id = $1 returning attempts >= max_attempts as dead, key is null as superseded`,
    [jobId, final],
  );
  if (rows[0]?.superseded) return "superseded";
  return rows[0]?.dead ? "dead" : "retry";
}

/**
 * Removes the failed jobs in whose place another was added: that takes the key, which every job is added with, from one that runs or
 * is dead, and leaves it no further attempt (graphile-worker 0.18), so nothing would ever run or replace it.
 */
export async function removeOvertakenJobs(): Promise<void> {
  await databasePool().query(
    `select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs
     where key is null and attempts >= max_attempts and locked_at is null`,
  );
}

/** Removes the jobs of mails that no longer wait, but one that runs: a mail that was given up says so itself, and needs no job. */
export async function removeJobsOfSettledMails(): Promise<void> {
  await databasePool().query(
    `select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs
     where task_identifier = $1 and not exists (
       select from mail where $1::text || ':' || mail.id = jobs.key and outcome = 'queued')`,
    [mailJob.task],
  );
}

/** The targets whose sync is dead, each with its code as of `deadSyncs`. */
export async function listDeadSyncs(): Promise<{ target: Target; code: string }[]> {
  const { rows } = await databasePool().query<Target & { code: string }>(deadSyncs);
  return rows.map(({ type, id, code }) => ({ target: { type, id }, code }));
}

/** Forgets that the sync of this target is dead, because one by another way has succeeded. */
export async function removeDeadSync(target: Target): Promise<void> {
  await databasePool().query({
    name: "remove_dead_sync",
    text: `select graphile_worker.complete_jobs(array[id]) from graphile_worker._private_jobs
      where key = $1 and attempts >= max_attempts and locked_at is null`,
    values: [keyOf(target)],
  });
}
