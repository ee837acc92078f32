import { parseCrontab } from "graphile-worker";
import { describe, expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { keyOf, queueOf, sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs, timedSpec } from "@/lib/jobs/enqueue";
import { listDeadSyncs, removeOvertakenJobs, settleFailure } from "@/lib/jobs/failures";
import { crontab, timedJobs } from "@/lib/jobs/schedules";

const enqueue = (sessionId: string) => enqueueSyncs(db, [sessionTarget(sessionId)]);

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

/** The session's job as a worker has it during its `attempt`th attempt. */
async function running(sessionId: string, attempt: number): Promise<string> {
  await enqueue(sessionId);
  const [job] = await jobsOf(sessionId);
  await db.$executeRaw`update graphile_worker._private_jobs
    set locked_by = 'pool-test', locked_at = now(), attempts = ${attempt} where id = ${job?.id}::bigint`;
  return job?.id ?? "";
}

/** As the queue itself ends an attempt that failed. */
const fail = (id: string, message: string) => db.$executeRaw`update graphile_worker._private_jobs
  set locked_by = null, locked_at = null, last_error = ${message} where id = ${id}::bigint`;

describe("a job that failed", () => {
  test("waits by a chance of its own, and its ten attempts take more than six hours", async () => {
    // What the queue adds by itself when the attempt ends: graphile-worker's fail_job.
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

  test("is dead after its tenth attempt, and at once when its failure is final", async () => {
    expect(await settleFailure(await running("vs_ninth", 9), false)).toBe("retry");
    expect(await settleFailure(await running("vs_tenth", 10), false)).toBe("dead");
    expect(await settleFailure(await running("vs_final", 1), true)).toBe("dead");
    expect(await jobsOf("vs_final")).toMatchObject([{ attempts: 1, maxAttempts: 1 }]);
  });

  test("is left to the newer job, where an event came during the run, and leaves nothing behind", async () => {
    const id = await running("vs_overtaken", 3);
    await enqueue("vs_overtaken");
    expect(await settleFailure(id, true)).toBe("superseded");

    await fail(id, "stripe_busy");
    await removeOvertakenJobs();
    expect(await jobsOf("vs_overtaken")).toMatchObject([
      { key: keyOf(sessionTarget("vs_overtaken")), attempts: 0, maxAttempts: 10 },
    ]);
  });
});

test("a timed job that fails when the next one is there already is left to that one", async () => {
  const add = async () => {
    const [added] = await db.$queryRaw<{ id: string }[]>`
      select id::text from graphile_worker.add_job('signAuditHead', job_key => 'signAuditHead', max_attempts => 1)`;
    return added?.id ?? "";
  };
  const first = await add();
  await db.$executeRaw`update graphile_worker._private_jobs
    set locked_by = 'pool-test', locked_at = now(), attempts = 1 where id = ${first}::bigint`;
  expect(await add()).not.toBe(first);
  expect(await settleFailure(first, false)).toBe("superseded");
});

test("the jobs of one session are in one queue, also while one of them runs, and the queues are few", async () => {
  await running("vs_serial", 1);
  await enqueue("vs_serial");
  const queues = await db.$queryRaw`
    select q.queue_name as queue, count(*)::int as jobs from graphile_worker._private_jobs j
    join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    where payload->>'verificationSessionId' = 'vs_serial' group by 1`;
  expect(queues).toEqual([{ queue: queueOf(sessionTarget("vs_serial")), jobs: 2 }]);

  const names = new Set(
    Array.from({ length: 5_000 }, (_, index) => queueOf(sessionTarget(`vs_${index.toString(36)}`))),
  );
  expect(names.size).toBe(256);
});

test("a session that is asked for again and again keeps its place in the line", async () => {
  await enqueue("vs_busy");
  const [first] = await jobsOf("vs_busy");
  await enqueue("vs_busy");
  expect(await jobsOf("vs_busy")).toEqual([{ ...first, due: expect.any(Number) }]);
});

test("dead syncs are listed with their cause, and a replay gives them ten new attempts", async () => {
  await fail(await running("vs_refused", 10), "stripe_refused");
  await fail(await running("vs_killed", 10), "Person 12: some text of a library's");
  expect(await listDeadSyncs()).toEqual(
    expect.arrayContaining([
      { target: sessionTarget("vs_refused"), code: "stripe_refused" },
      { target: sessionTarget("vs_killed"), code: "worker_lost" },
    ]),
  );

  await enqueue("vs_refused");
  const dead = (await listDeadSyncs()).map(({ target }) => target.id);
  expect(dead).not.toContain("vs_refused");
  await removeOvertakenJobs();
  expect(await jobsOf("vs_refused")).toMatchObject([{ attempts: 0, maxAttempts: 10 }]);
});

describe("a timed job", () => {
  /** What the worker's own addJob and its cron ask of the queue, each job once. */
  const timed: { name: string; jobKey?: string; jobKeyMode?: string; maxAttempts?: number }[] = [
    { name: "reconcile", ...timedSpec("reconcile") },
    ...parseCrontab(crontab).map(({ task, options }) => ({ name: task, ...options })),
  ];
  const tick = async ({ name, jobKey, jobKeyMode, maxAttempts }: (typeof timed)[number]) => {
    const [job] = await db.$queryRaw<{ id: string }[]>`select id::text from graphile_worker.add_job(${name},
      job_key => ${jobKey ?? null}, job_key_mode => ${jobKeyMode ?? null}, max_attempts => ${maxAttempts ?? null}::int)`;
    return job?.id ?? "";
  };

  test("has one key, its name, whoever adds it", () => {
    expect(timed.map(({ name }) => name).sort()).toEqual(Object.keys(timedJobs).sort());
    for (const { name, jobKey } of timed) expect(jobKey).toBe(name);
  });

  test.each(timed)("comes to its turn however long the backlog is: $name", async (job) => {
    await db.$executeRaw`delete from graphile_worker._private_jobs`;
    const id = await tick(job);
    await db.$executeRaw`update graphile_worker._private_jobs set run_at = now() - interval '3 minutes'
      where id = ${id}::bigint`;
    // What is younger than the job, and older than its next time.
    await enqueue("vs_backlog");
    await db.$executeRaw`update graphile_worker._private_jobs set run_at = now() - interval '2 minutes'
      where id <> ${id}::bigint`;
    for (let minute = 0; minute < 3; minute++) expect(await tick(job)).toBe(id);
    const line = await db.$queryRaw`select task_identifier as task from graphile_worker.jobs order by run_at`;
    expect(line).toEqual([{ task: job.name }, { task: "syncVerificationSession" }]);
  });

  test.each(timed)("is added anew where the last one failed, of which nothing remains: $name", async (job) => {
    await db.$executeRaw`delete from graphile_worker._private_jobs`;
    let id = "";
    for (let count = 0; count < 3; count++) {
      id = await tick(job);
      await db.$executeRaw`select graphile_worker.permanently_fail_jobs(array[${id}::bigint])`;
    }
    const next = await tick(job);
    expect(next).not.toBe(id);
    await removeOvertakenJobs();
    expect(
      await db.$queryRaw`select id::text, attempts::int, run_at <= now() as due from graphile_worker._private_jobs`,
    ).toEqual([{ id: next, attempts: 0, due: true }]);
  });
});
