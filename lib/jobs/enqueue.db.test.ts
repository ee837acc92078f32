import { describe, expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { enqueueSync, listDeadSyncs, settleFailure, syncKey, syncQueue } from "@/lib/jobs/enqueue";

type Job = {
  id: string;
  key: string | null;
  attempts: number;
  maxAttempts: number;
  runAt: Date;
  /** Seconds from now. */
  due: number;
};

const jobsOf = (sessionId: string) => db.$queryRaw<Job[]>`
  select j.id::text, key, attempts::int, max_attempts::int as "maxAttempts", run_at as "runAt",
    extract(epoch from run_at - now())::float8 as due
  from graphile_worker._private_jobs j where payload->>'verificationSessionId' = ${sessionId} order by j.id`;

/** The session's job as a worker has it during its `attempt`th try. */
async function running(sessionId: string, attempt: number): Promise<string> {
  await enqueueSync(db, sessionId);
  const [job] = await jobsOf(sessionId);
  await db.$executeRaw`update graphile_worker._private_jobs
    set locked_by = 'pool-test', locked_at = now(), attempts = ${attempt} where id = ${job?.id}::bigint`;
  return job?.id ?? "";
}

/** As the queue itself ends a try that failed. */
const fail = (id: string, message: string) => db.$executeRaw`update graphile_worker._private_jobs
  set locked_by = null, locked_at = null, last_error = ${message} where id = ${id}::bigint`;

describe("a job that failed", () => {
  test("waits by a chance of its own, and its ten tries take more than six hours", async () => {
    // What the queue adds by itself when the try ends: graphile-worker's fail_job.
    const ofTheQueue = (attempt: number) => Math.exp(Math.min(attempt, 10));
    let shortest = 0;
    for (let attempt = 1; attempt < 10; attempt++) {
      const waits: number[] = [];
      for (let count = 0; count < 10; count++) {
        const id = await running(`vs_jitter${attempt}x${count}`, attempt);
        expect(await settleFailure(id, false)).toBe("retry");
        const due = (await jobsOf(`vs_jitter${attempt}x${count}`))[0]?.due ?? Number.NaN;
        waits.push(due + ofTheQueue(attempt));
      }
      expect(Math.max(...waits)).toBeLessThanOrEqual(2.25 * ofTheQueue(attempt));
      if (attempt > 4) expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(3);
      shortest += Math.min(...waits);
    }
    expect(shortest).toBeGreaterThan(6 * 3600);
  });

  test("is dead after its tenth try, and at once when its failure is final", async () => {
    expect(await settleFailure(await running("vs_ninth", 9), false)).toBe("retry");
    expect(await settleFailure(await running("vs_tenth", 10), false)).toBe("dead");
    expect(await settleFailure(await running("vs_final", 1), true)).toBe("dead");
    expect(await jobsOf("vs_final")).toMatchObject([{ attempts: 1, maxAttempts: 1 }]);
  });

  test("is left to the newer job, where an event came during the run, and leaves nothing behind", async () => {
    const id = await running("vs_overtaken", 3);
    await enqueueSync(db, "vs_overtaken");
    expect(await settleFailure(id, true)).toBe("superseded");

    await fail(id, "stripe_busy");
    await listDeadSyncs();
    expect(await jobsOf("vs_overtaken")).toMatchObject([
      { key: syncKey("vs_overtaken"), attempts: 0, maxAttempts: 10 },
    ]);
  });
});

test("the jobs of one session are in one queue, also while one of them runs, and the queues are few", async () => {
  await running("vs_serial", 1);
  await enqueueSync(db, "vs_serial");
  const queues = await db.$queryRaw`
    select q.queue_name as queue, count(*)::int as jobs from graphile_worker._private_jobs j
    join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    where payload->>'verificationSessionId' = 'vs_serial' group by 1`;
  expect(queues).toEqual([{ queue: syncQueue("vs_serial"), jobs: 2 }]);

  const names = new Set(Array.from({ length: 5_000 }, (_, index) => syncQueue(`vs_${index.toString(36)}`)));
  expect(names.size).toBe(256);
});

test("a session that rings again and again keeps its place in the line", async () => {
  await enqueueSync(db, "vs_busy");
  const [first] = await jobsOf("vs_busy");
  await enqueueSync(db, "vs_busy");
  expect(await jobsOf("vs_busy")).toEqual([{ ...first, due: expect.any(Number) }]);
});

test("dead syncs are listed with their cause, and a replay gives them ten new tries", async () => {
  await fail(await running("vs_refused", 10), "stripe_refused");
  await fail(await running("vs_killed", 10), "Person 12: some text of a library's");
  expect(await listDeadSyncs()).toEqual(
    expect.arrayContaining([
      { verificationSessionId: "vs_refused", code: "stripe_refused" },
      { verificationSessionId: "vs_killed", code: "worker_lost" },
    ]),
  );

  await enqueueSync(db, "vs_refused");
  const codes = (await listDeadSyncs()).map(({ verificationSessionId }) => verificationSessionId);
  expect(codes).not.toContain("vs_refused");
  expect(await jobsOf("vs_refused")).toMatchObject([{ attempts: 0, maxAttempts: 10 }]);
});
