import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { type Server, withDatabase } from "./workbench.ts";

/** How long a running process has computed since its start, user and system time of its threads; milliseconds. Throws when it does not run. */
export function cpuMs(pid: number): number {
  if (process.platform !== "linux") {
    const time = execFileSync("ps", ["-o", "time=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
  }
  // scheduler/sched-stats.rst of Linux: a thread's first number is its time on a processor in nanoseconds, exact while it
  // waits. The clock ticks of /proc/PID/stat are ten milliseconds, more than many a round of PostgreSQL's takes. What an
  // ended thread computed is in neither; a server's live as long as it does.
  const threads = `/proc/${pid}/task`;
  return readdirSync(threads).reduce(
    (sum, thread) => sum + (unlessEnded(() => nanoseconds(`${threads}/${thread}/schedstat`)) ?? 0) / 1e6,
    0,
  );
}

const nanoseconds = (schedstat: string) => Number(readFileSync(schedstat, "utf8").split(" ")[0]);

/** What `look` finds of a process or a thread; null when that has ended since it was listed. */
function unlessEnded<Found>(look: () => Found): Found | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) return null;
    throw error;
  }
}

/** What a running process holds in memory, pages it shares included; 1,000,000 bytes each. Linux only. */
export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(kilobytes) * 1024) / 1e6;
}

/** PostgreSQL's running processes that serve a web process's connections, by process id, and what each has computed so far; milliseconds. */
export async function backendsOf({ databaseUrl }: Pick<Server, "databaseUrl">): Promise<Map<number, number>> {
  const { rows } = await withDatabase(databaseUrl, (client) =>
    client.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()",
    ),
  );
  return new Map(
    rows.flatMap(({ pid }) => {
      const total = unlessEnded(() => cpuMs(pid));
      return total === null ? [] : [[pid, total]];
    }),
  );
}

/** What they have computed since `before`; milliseconds. */
export async function databaseCpuMsSince(server: Server, before: Map<number, number>): Promise<number> {
  // One that has ended meanwhile had been idle for ten seconds.
  const spent = [...(await backendsOf(server))].map(([pid, total]) => total - (before.get(pid) ?? 0));
  return spent.reduce((sum, backend) => sum + backend, 0);
}
