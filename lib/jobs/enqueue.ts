import "server-only";
import { databasePool, type Tx } from "@/lib/db/client";
import { currentRequestId } from "@/lib/log";
import { currentTraceparent } from "@/lib/telemetry/spans";

/** Every job there is, with its payload: ids only, never personal data. */
export type Jobs = {
  syncVerificationSession: {
    verificationSessionId: string;
    requestId: string | null;
    /** The trace that it belongs to, in W3C's form; null: nothing is traced. */
    traceparent: string | null;
    /** The reconciler's word for why it asks; null: somebody told us or pressed a button. */
    found: string | null;
  };
};

/**
 * A job for each of these sessions in the caller's transaction: it runs if and only if the transaction commits. Repeats of one key fold
 * together and keep their place in the line; one that arrives while the key runs makes it run once more (queue_name
 * forbids that two run at once).
 */
export const enqueueSync = (tx: Pick<Tx, "$executeRaw">, ...verificationSessionIds: readonly string[]): Promise<void> =>
  enqueueFound(tx, null, verificationSessionIds);

/** The same for what the reconciler found; `kind` is its word for why. */
export async function enqueueFound(
  tx: Pick<Tx, "$executeRaw">,
  kind: string | null,
  verificationSessionIds: readonly string[],
): Promise<void> {
  if (verificationSessionIds.length === 0) return;
  const requestId = currentRequestId();
  const traceparent = currentTraceparent();
  // In one order, so that two who enqueue many do not wait for each other.
  const ids = [...verificationSessionIds].sort();
  await tx.$executeRaw`
    select graphile_worker.add_job('syncVerificationSession',
      json_build_object('verificationSessionId', id, 'requestId', ${requestId}::text,
        'traceparent', ${traceparent}::text, 'found', ${kind}::text),
      job_key => ${syncKey("")} || id, queue_name => queue, max_attempts => 10, job_key_mode => 'preserve_run_at')
    from unnest(${ids}::text[], ${ids.map(syncQueue)}::text[]) as wanted (id, queue)`;
}

/** The job key of one VerificationSession's sync. */
export const syncKey = (verificationSessionId: string): string => `syncVerificationSession:${verificationSessionId}`;

// Fetching a job locks every free queue there is, 12 ms for 10,000 of them (bench/README.md), and queues are never
// removed: with one for each session, a backlog would slow itself down.
const syncQueues = 256;

/** The queue of one VerificationSession's sync, in which one job runs at a time: always the same, shared with others. */
export function syncQueue(verificationSessionId: string): string {
  let hash = 0;
  for (let index = 0; index < verificationSessionId.length; index++) {
    hash = (Math.imul(hash, 31) + verificationSessionId.charCodeAt(index)) >>> 0;
  }
  return `syncVerificationSession:${hash % syncQueues}`;
}

/** What follows a job's failure: another try, none because a newer job has its place, or none at all. */
export type AfterFailure = "retry" | "superseded" | "dead";

/**
 * To be asked by a job that failed, while it still runs. The queue lets it wait `exp(attempts)` seconds, which makes 3.6 h
 * of nine waits; this adds 0.75 to 1.25 of each by chance, so that what failed together does not come back together and
 * ten tries take 6.2 to 8 hours, and ends a job whose failure is `final`. By the private table, because the queue's own
 * functions pass over a job that runs.
 */
export async function settleFailure(jobId: string, final: boolean): Promise<AfterFailure> {
  const { rows } = await databasePool().query<{ dead: boolean; superseded: boolean }>(
    `update graphile_worker._private_jobs set
       run_at = now() + (0.75 + 0.5 * random()) * exp(least(attempts, 10)) * interval '1 second',
       max_attempts = case when $2 then greatest(attempts, 1) else max_attempts end
     where id = $1 returning attempts >= max_attempts as dead, key is null and job_queue_id is not null as superseded`,
    [jobId, final],
  );
  if (rows[0]?.superseded) return "superseded";
  return rows[0]?.dead ? "dead" : "retry";
}

/**
 * The sessions whose sync is dead, with the code of its last failure; `worker_lost` where each try ended with its worker.
 * Removes jobs that died after a newer one had taken their place.
 */
export async function listDeadSyncs(): Promise<{ verificationSessionId: string; code: string }[]> {
  await databasePool().query(
    `select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker._private_jobs
     where key is null and job_queue_id is not null and attempts >= max_attempts and locked_at is null`,
  );
  const { rows } = await databasePool().query<{ verificationSessionId: string; code: string }>(
    `select substr(key, length($1) + 1) as "verificationSessionId",
       case when last_error ~ '^[a-z_]{1,40}$' then last_error else 'worker_lost' end as code
     from graphile_worker.jobs where starts_with(key, $1) and attempts >= max_attempts and locked_at is null`,
    [syncKey("")],
  );
  return rows;
}

/** Forgets that the sync of this session is dead, because one by another way has succeeded. */
export async function removeDeadSync(verificationSessionId: string): Promise<void> {
  await databasePool().query({
    name: "remove_dead_sync",
    text: `select graphile_worker.complete_jobs(array[id]) from graphile_worker._private_jobs
      where key = $1 and attempts >= max_attempts and locked_at is null`,
    values: [syncKey(verificationSessionId)],
  });
}
