import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells a process apart from a later one with the same id: its start time. Null when it does not run (a zombie
 * does not). Linux reads /proc; other systems ask `ps`.
 */
export function processStamp(pid: number): string | null {
  return process.platform === "linux" ? stampFromProc(pid) : stampFromPs(pid);
}

/** The command line of a running process, or null. A process may rewrite its own, as Next does. */
export function processCommand(pid: number): string | null {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

function stampFromProc(pid: number): string | null {
  try {
    // proc(5): the name in parentheses may hold spaces; after it come the state and, 19 fields on, the start in ticks.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${fields[19]}`;
  } catch {
    return null;
  }
}

function stampFromPs(pid: number): string | null {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" || line.startsWith("Z") ? null : line.slice(line.indexOf(" ") + 1).trim();
  } catch {
    return null;
  }
}
