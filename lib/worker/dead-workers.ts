import "server-only";
import { EventEmitter } from "node:events";
import { makeWorkerUtils, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { removeOvertakenJobs } from "@/lib/jobs/failures";
import { log } from "@/lib/log";

/** First half of the advisory lock's key, which the view `living_worker` knows; the other half is the process's number. */
const lockClass = 7_301;

const sweepEveryMs = 5_000;

/**
 * Tells the living from the dead among worker processes. Each holds an advisory lock on a connection of its own, which
 * PostgreSQL lets go when that connection dies; a pool whose process holds none is dead, and its jobs are freed.
 * graphile-worker alone would leave them locked for four hours.
 */
export async function watchForDeadWorkers(
  connectionString: string,
  onLost: () => void,
): Promise<{ events: WorkerEvents; stop: () => Promise<void> }> {
  const alive = new pg.Client({ connectionString, keepAlive: true, application_name: "worker-alive" });
  let stopping = false;
  // Without its lock this process counts as dead and its jobs are given to others: it must not go on.
  const lost = () => {
    if (!stopping) onLost();
  };
  alive.on("error", lost);
  alive.on("end", lost);
  await alive.connect();
  await alive.query("set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3");
  const numbered = await alive.query<{ id: number }>("select nextval('worker_process')::int as id");
  const processId = numbered.rows[0]?.id ?? 0;
  await alive.query("select pg_advisory_lock($1, $2)", [lockClass, processId]);

  const utils = await makeWorkerUtils({ connectionString, maxPoolSize: 1 });
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => {
    alive
      .query("insert into worker_pool (pool_id, process_id) values ($1, $2)", [workerPool.id, processId])
      .catch((error) => log.error("a worker pool could not be registered", { processId }, error));
  });

  async function sweep(): Promise<void> {
    const dead = await alive.query<{ pool_id: string }>(
      "select pool_id from worker_pool where process_id not in (select id from living_worker)",
    );
    if (dead.rows.length === 0) return;
    const poolIds = dead.rows.map((row) => row.pool_id);
    await utils.forceUnlockWorkers(poolIds);
    await removeOvertakenJobs();
    await alive.query("delete from worker_pool where pool_id = any($1)", [poolIds]);
    log.warn("jobs of dead workers were freed", { count: poolIds.length, processId });
  }

  const trySweep = () => sweep().catch((error) => log.error("the sweep of dead workers failed", { processId }, error));
  await trySweep();
  const timer = setInterval(trySweep, sweepEveryMs);

  return {
    events,
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      await alive.query("delete from worker_pool where process_id = $1", [processId]);
      await Promise.all([utils.release(), alive.end()]);
    },
  };
}
