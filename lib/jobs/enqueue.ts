import "server-only";
import type { TaskSpec } from "graphile-worker";
import type { Tx } from "@/lib/db/client";
import { customerSpec, type JobSpec, mailJob, specOf, type Target } from "@/lib/jobs/definitions";
import { type TimedJobName, timedJobs, timedKeyMode } from "@/lib/jobs/schedules";
import { currentRequestId } from "@/lib/log";
import { currentTraceparent } from "@/lib/telemetry/spans";

/** Where a sync that is enqueued now comes from; `found` is the reconciler's word for why, null: it was not the reconciler. */
export const currentOrigin = (found: string | null) => ({
  requestId: currentRequestId(),
  traceparent: currentTraceparent(),
  found,
});

/**
 * A sync of each of these targets in the caller's transaction: it runs if and only if the transaction commits. Repeats of
 * one key fold together and keep their place in the line; one that arrives while the key runs makes it run once more
 * (queue_name forbids that two run at once). `found`: the reconciler's word for why it asks.
 */
export async function enqueueSyncs(
  tx: Pick<Tx, "$executeRaw">,
  targets: readonly Target[],
  found: string | null = null,
): Promise<void> {
  const origin = currentOrigin(found);
  await addKeyed(
    tx,
    targets.map((target) => specOf(target, origin)),
  );
}

/** One job for the customer of each of these people, as `enqueueSyncs` adds one. */
export async function enqueueCustomers(tx: Pick<Tx, "$executeRaw">, userIds: readonly string[]): Promise<void> {
  const { requestId, traceparent } = currentOrigin(null);
  await addKeyed(
    tx,
    userIds.map((userId) => customerSpec(userId, { requestId, traceparent })),
  );
}

async function addKeyed(tx: Pick<Tx, "$executeRaw">, specs: readonly JobSpec[]): Promise<void> {
  if (specs.length === 0) return;
  // In one order, so that two who enqueue many do not wait for each other.
  const ordered = specs.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  await tx.$executeRaw`
    select graphile_worker.add_job(task, payload,
      job_key => key, queue_name => queue, max_attempts => "maxAttempts", job_key_mode => 'preserve_run_at')
    from json_to_recordset(${JSON.stringify(ordered)}::json)
      as job (task text, payload json, key text, queue text, "maxAttempts" int)`;
}

/**
 * One job for each of these mails, in the caller's transaction: it runs if and only if the transaction commits, and not before
 * `delaySeconds` are over.
 */
export async function enqueueMailJobs(
  tx: Pick<Tx, "$executeRaw">,
  mailIds: readonly string[],
  delaySeconds: number,
): Promise<void> {
  if (mailIds.length === 0) return;
  const { requestId, traceparent } = currentOrigin(null);
  await tx.$executeRaw`
    select graphile_worker.add_job(${mailJob.task},
      json_build_object('mailId', id, 'requestId', ${requestId}::text, 'traceparent', ${traceparent}::text),
      run_at => now() + make_interval(secs => ${delaySeconds}), job_key => ${mailJob.task} || ':' || id,
      max_attempts => ${mailJob.maxAttempts}::int)
    from unnest(${mailIds}::text[]) as id`;
}

/**
 * Takes a mail's job back in the caller's transaction. False: a worker has it, or had it. No worker can take it up between the
 * answer and the commit, as its row is locked until then.
 */
export async function takeBackMailJob(tx: Pick<Tx, "$executeRaw">, mailId: string): Promise<boolean> {
  const taken = await tx.$executeRaw`
    delete from graphile_worker._private_jobs
    where key = ${`${mailJob.task}:${mailId}`} and locked_at is null and attempts = 0`;
  return taken > 0;
}

/**
 * SQL: two common table expressions, `added` the last, that add the jobs which an earlier one, `wanted (task, payload, key,
 * queue, max_attempts, run_at)`, selects, each key once. They keep the place of a job that waits. `added` has no row for a
 * key whose job a worker took in between: that job may not see what the statement writes.
 */
export const addWantedJobs = `
  specs as (
    select array_agg(
      row(task, payload, queue, run_at, max_attempts, key, null, null)::graphile_worker.job_spec order by key) as jobs
    from wanted
  ), added as (
    select job.key from specs, graphile_worker.add_jobs(jobs, job_key_preserve_run_at => true) as job where jobs is not null
  )`;

/** How the worker's own `addJob` is to add a job that time brings. */
export function timedSpec(name: TimedJobName): TaskSpec {
  const { queue, maxAttempts } = timedJobs[name];
  return { maxAttempts, jobKey: name, jobKeyMode: timedKeyMode, ...(queue && { queueName: queue }) };
}
