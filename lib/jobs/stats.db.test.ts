import { expect, test } from "vitest";
import { databasePool } from "@/lib/db/client";
import { countWaiting, oldestWaitingAt, readJobStats } from "@/lib/jobs/stats";

test("a job waits when it could run now and no worker has it; the oldest is the one that could run first", async () => {
  const read = async () =>
    (
      await databasePool().query(
        `select ${countWaiting()} as waiting, ${countWaiting(1)} as "atLeast", ${oldestWaitingAt} as "oldestAt"`,
      )
    ).rows[0];
  expect(await read()).toEqual({ waiting: 0, atLeast: 0, oldestAt: null });
  expect(await readJobStats()).toEqual({ jobs: { ready: 0, running: 0, later: 0, dead: 0 }, oldestReadySeconds: 0 });

  for (const set of [
    "run_at = '2026-01-02T00:00:00Z'",
    "run_at = '2026-01-03T00:00:00Z', attempts = 3",
    "run_at = '2026-01-01T00:00:00Z', locked_at = now(), locked_by = 'pool'",
    "run_at = now() + interval '1 hour', attempts = 1",
    "run_at = '2026-01-01T00:00:00Z', attempts = max_attempts",
  ]) {
    const { rows } = await databasePool().query("select id from graphile_worker.add_job('none')");
    await databasePool().query(`update graphile_worker._private_jobs set ${set} where id = $1`, [rows[0]?.id]);
  }
  expect(await read()).toEqual({ waiting: 2, atLeast: 1, oldestAt: new Date("2026-01-02T00:00:00Z") });
  expect(await readJobStats()).toMatchObject({ jobs: { ready: 2, running: 1, later: 1, dead: 1 } });
});
