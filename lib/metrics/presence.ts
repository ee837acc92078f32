import "server-only";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { databasePool, db } from "@/lib/db/client";
import type { ProcessKind } from "@/prisma/generated/client";

/** A process as its row tells it, or as it told last. */
export type RunningProcess = {
  kind: ProcessKind;
  /** The machine's or container's name, and the process's number there. */
  host: string;
  pid: number;
  startedAt: Date;
  seenAt: Date;
  /** False: it has missed two signs of life. A worker has died, then; a web may as well have been stopped. */
  isHeard: boolean;
  /** Whether it is the very process that asks. */
  isOwn: boolean;
  /** Of one processor, since the sign before; null: it has only just started. */
  cpuShare: number | null;
  /** Resident memory. */
  memoryBytes: number;
};

const signEveryMs = 15_000;
const silentAfterSeconds = 40;
const forgottenAfterSeconds = 3_600;

/** Those that fell silent come last, and are what a longer list leaves out. */
const mostListed = 50;

// Next bundles a module once for pages and once for routes; the process is the same one.
const kept = globalThis as typeof globalThis & { ownProcessId?: string };
kept.ownProcessId ??= randomUUID();
const ownId = kept.ownProcessId;

const sign = `
  with forgotten as (delete from process where seen_at < now() - make_interval(secs => $8))
  insert into process (id, kind, host, pid, started_at, seen_at, cpu_share, memory_bytes)
  values ($1, $2, $3, $4, $5, now(), $6, $7)
  on conflict (id) do update
  set seen_at = excluded.seen_at, cpu_share = excluded.cpu_share, memory_bytes = excluded.memory_bytes`;

/**
 * Says now and every 15 s in the database that this process runs, until what it returns is called: that takes the row
 * away, and throws nothing. While the database is away nothing is said, and nothing fails. Keeps no process alive.
 */
export function announceProcess(kind: ProcessKind, everyMs = signEveryMs): () => Promise<void> {
  const startedAt = new Date(Date.now() - process.uptime() * 1000);
  const stopping = new AbortController();
  const { signal } = stopping;

  async function signUntilStopped(): Promise<void> {
    let share: number | null = null;
    while (!signal.aborted) {
      const values = [ownId, kind, hostname(), process.pid, startedAt, share, process.memoryUsage.rss()];
      const before = { cpu: process.cpuUsage(), at: performance.now() };
      // A database that is away is told of by the readiness check and by whoever needed it.
      await databasePool()
        .query(sign, [...values, forgottenAfterSeconds])
        .catch(() => {});
      await setTimeout(everyMs, undefined, { ref: false, signal }).catch(() => {});
      const used = process.cpuUsage(before.cpu);
      share = (used.user + used.system) / 1000 / (performance.now() - before.at);
    }
  }

  const signing = signUntilStopped();
  return async () => {
    stopping.abort();
    await signing;
    await db.process.deleteMany({ where: { id: ownId } }).catch(() => {});
  };
}

/**
 * What runs, and what fell silent within the last hour; at most 50, those that run first, by kind and age. Throws when the
 * database does not answer.
 */
export async function listProcesses(): Promise<RunningProcess[]> {
  const rows = await db.$queryRaw<(Omit<RunningProcess, "memoryBytes"> & { memoryBytes: bigint })[]>`
    select kind, host, pid, started_at as "startedAt", seen_at as "seenAt", id = ${ownId}::uuid as "isOwn",
      seen_at > now() - make_interval(secs => ${silentAfterSeconds}) as "isHeard",
      cpu_share::float as "cpuShare", memory_bytes as "memoryBytes"
    from process where seen_at > now() - make_interval(secs => ${forgottenAfterSeconds})
    order by "isHeard" desc, kind, started_at, id limit ${mostListed}`;
  return rows.map((row) => ({ ...row, memoryBytes: Number(row.memoryBytes) }));
}
