import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { databasePool, db } from "@/lib/db/client";
import { announceProcess, listProcesses } from "@/lib/metrics/presence";
import { until } from "@/testkit/until";

const invent = (pid: number, seenSecondsAgo: number) =>
  databasePool().query(
    `insert into process (id, kind, host, pid, started_at, seen_at, cpu_share, memory_bytes)
     values ($1, 'worker', 'host.demo.test', $2, now() - interval '2 hours', now() - make_interval(secs => $3), 0.25, 120000000)`,
    [randomUUID(), pid, seenSecondsAgo],
  );

test("a process tells that it runs, what it takes, and no more once it was stopped", async () => {
  const upBefore = process.uptime() * 1000;
  const leave = announceProcess("web", 10);
  const own = async () => (await listProcesses()).find(({ isOwn }) => isOwn);
  await until("the process tells its share of the CPU", async () => typeof (await own())?.cpuShare === "number");
  const told = await own();
  expect(told).toMatchObject({ kind: "web", pid: process.pid, isHeard: true });
  expect(told?.memoryBytes).toBeGreaterThan(10_000_000);
  // Its start and not its first word, give or take what passes within this test.
  const upMs = (told?.seenAt.getTime() ?? 0) - (told?.startedAt.getTime() ?? 0);
  expect(Math.abs(upMs - process.uptime() * 1000)).toBeLessThan(10_000);
  expect(upMs).toBeGreaterThanOrEqual(upBefore - 1);
  await leave();
  expect(await own()).toBeUndefined();
});

test("a process that fell silent is told for an hour, and then forgotten by the next that speaks", async () => {
  await invent(4_001, 20);
  await invent(4_002, 60);
  await invent(4_003, 3_700);
  const heard = (await listProcesses()).map(({ pid, isHeard }) => ({ pid, isHeard }));
  expect(heard).toEqual([
    { pid: 4_001, isHeard: true },
    { pid: 4_002, isHeard: false },
  ]);

  const leave = announceProcess("worker");
  await until(
    "the row of the dead process is gone",
    async () => (await db.process.count({ where: { pid: 4_003 } })) === 0,
  );
  await leave();
  expect(await db.process.count()).toBe(2);
});
