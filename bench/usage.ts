import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * How long a running process has computed since its start, user and system time of all its threads; milliseconds, in
 * steps of ten. Throws when it does not run.
 */
export function cpuMs(pid: number): number {
  if (process.platform === "linux") {
    // proc(5): the name in parentheses may hold spaces; utime and stime stand 11 and 12 fields after the state, in ticks,
    // of which Linux shows user space 100 a second.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }
  const time = execFileSync("ps", ["-o", "time=", "-p", String(pid)], { encoding: "utf8" }).trim();
  return time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}

/** What a running process holds in memory, pages it shares included; 1,000,000 bytes each. Linux only. */
export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(kilobytes) * 1024) / 1e6;
}
