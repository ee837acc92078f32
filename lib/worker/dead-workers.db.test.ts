import { afterEach, expect, test, vi } from "vitest";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { queueOf, sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { watchForDeadWorkers } from "@/lib/worker/dead-workers";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  vi.restoreAllMocks();
});

async function watch() {
  const { stop } = await watchForDeadWorkers(env().databaseUrl, () => {
    throw new Error("the connection was lost");
  });
  stops.push(stop);
}

/** A job, and its queue, as a worker of this pool holds them while it works. */
async function holdJob(verificationSessionId: string, poolId: string): Promise<void> {
  await enqueueSyncs(db, [sessionTarget(verificationSessionId)]);
  const key = `syncVerificationSession:${verificationSessionId}`;
  await db.$executeRaw`update graphile_worker._private_jobs set locked_by = ${poolId}, locked_at = now() where key = ${key}`;
  await db.$executeRaw`update graphile_worker._private_job_queues set locked_by = ${poolId}, locked_at = now()
    where queue_name = ${queueOf(sessionTarget(verificationSessionId))}`;
}
const heldBy = async (verificationSessionId: string) => {
  const [row] = await db.$queryRaw<{ job: string | null; queue: string | null }[]>`
    select j.locked_by as job, q.locked_by as queue from graphile_worker._private_jobs j
    join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    where j.key = ${`syncVerificationSession:${verificationSessionId}`}`;
  return row;
};

test("the jobs of a worker that died are free as soon as another looks; those of the living are left alone", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await watch();
  const [living] = await db.$queryRaw<
    { processId: number }[]
  >`select last_value::int as "processId" from worker_process`;
  // As graphile-worker reports the pool of a process that is alive, and as a killed one has left its own behind.
  await db.workerPool.create({ data: { poolId: "pool-living", processId: living?.processId ?? 0 } });
  await db.workerPool.create({ data: { poolId: "pool-dead", processId: 999_999 } });
  await holdJob("vs_living", "pool-living");
  await holdJob("vs_dead", "pool-dead");

  await watch();
  expect(await heldBy("vs_dead")).toEqual({ job: null, queue: null });
  expect(await heldBy("vs_living")).toEqual({ job: "pool-living", queue: "pool-living" });
  expect((await db.workerPool.findMany()).map(({ poolId }) => poolId)).toEqual(["pool-living"]);
});

test("of a timed job that the clock brought again while a dead worker held it, only the new one remains", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await watch();
  await db.workerPool.create({ data: { poolId: "pool-dead", processId: 999_999 } });
  const add = () => db.$queryRaw`
    select id from graphile_worker.add_job('mailSellers', '{}', job_key => 'mailSellers', max_attempts => 1)`;
  const jobs = () => db.$queryRaw<{ key: string | null; attempts: number }[]>`
    select key, attempts::int from graphile_worker.jobs where task_identifier = 'mailSellers' order by id`;
  await add();
  await db.$executeRaw`update graphile_worker._private_jobs set locked_by = 'pool-dead', locked_at = now(), attempts = 1
    where key = 'mailSellers'`;
  await add();
  expect(await jobs()).toEqual([
    { key: null, attempts: 1 },
    { key: "mailSellers", attempts: 0 },
  ]);

  await watch();
  expect(await jobs()).toEqual([{ key: "mailSellers", attempts: 0 }]);
});
