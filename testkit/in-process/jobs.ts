import { Logger, runOnce } from "graphile-worker";
import { databasePool, db } from "@/lib/db/client";
import { tasks } from "@/lib/worker/tasks";
import { until } from "@/testkit/until";

/**
 * Runs every job that may run now, or those of the named tasks, as a worker would, those included that are added meanwhile, and until what
 * became of each is written: the library does not wait for its own note of a failure, which sets when the job runs again. Its lines
 * are left out.
 */
export async function runJobs(names = Object.keys(tasks)): Promise<void> {
  do {
    await runOnce({
      pgPool: databasePool(),
      taskList: Object.fromEntries(Object.entries(tasks).filter(([name]) => names.includes(name))),
      concurrency: 2,
      noHandleSignals: true,
      logger: new Logger(() => () => {}),
    });
    await until("no job is held", async () => {
      const held = await db.$queryRaw<object[]>`select from graphile_worker.jobs where locked_at is not null`;
      return held.length === 0;
    });
    // A fetch finds nothing while another holds the queues' locks, and the library looks only once.
  } while (await canAnyRun(names));
}

async function canAnyRun(names: readonly string[]): Promise<boolean> {
  const waiting = await db.$queryRaw<object[]>`select from graphile_worker.jobs
    where task_identifier = any(${names}) and attempts < max_attempts and run_at <= now() limit 1`;
  return waiting.length > 0;
}
