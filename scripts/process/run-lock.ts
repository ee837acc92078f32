import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "./command.ts";
import { processStamp } from "./process-identity.ts";
import { endProcess } from "./supervisor.ts";
import { writeWholeFile } from "./whole-file.ts";

/** The right to run in a data folder. It ends with the process that took it, however that ends. */
export type RunLock = {
  /** Notes that `name` now runs as `pid`, so that a later run can end it should this one be killed. */
  record: (name: string, pid: number) => void;
  /** Gives the right back, once everything recorded was stopped. */
  release: () => void;
};

type Holder = { pid: number; stamp: string; processes: Record<string, { pid: number; stamp: string }> };

const FILE = "run.lock";

/**
 * Takes the right to run in `directory`, made when missing. What a killed holder left running is ended first. Throws a
 * `Problem` when another run holds it and has not let go within `patienceMs`, the time that one which is ending may take.
 */
export async function takeRunLock(directory: string, patienceMs = 5_000): Promise<RunLock> {
  // Others may pass through, since PostgreSQL of a demo run by root is another user; they see nothing by that.
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const file = path.join(directory, FILE);
  const holder: Holder = { pid: process.pid, stamp: processStamp(process.pid) ?? "", processes: {} };

  for (let waitedMs = 0; !create(file, holder); waitedMs += 100) {
    const other = read(file);
    if (other && isAlive(other)) {
      if (waitedMs >= patienceMs) throw new Problem(`${directory} is in use by another run (process ${other.pid}).`);
      await delay(100);
    } else {
      if (other) await endLeftovers(other);
      rmSync(file, { force: true });
    }
  }

  return {
    record: (name, pid) => {
      holder.processes[name] = { pid, stamp: processStamp(pid) ?? "" };
      writeWholeFile(file, JSON.stringify(holder));
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** The process that now runs as `name` in a folder that a run holds; throws when none does. */
export function recordedProcess(directory: string, name: string): number {
  const recorded = read(path.join(directory, FILE))?.processes[name];
  if (!recorded) throw new Error(`no ${name} runs in ${directory}`);
  return recorded.pid;
}

/** Takes a fresh folder of its own under `parent` for one run of `name`, after `removeLeftovers`. */
export async function takeTemporaryDirectory(
  parent: string,
  name: string,
): Promise<{ directory: string; lock: RunLock }> {
  await removeLeftovers(parent);
  const directory = path.join(parent, `${name}-${process.pid}`);
  return { directory, lock: await takeRunLock(directory) };
}

/** Ends and removes what runs that were killed, or that failed, have left in their temporary folders under `parent`. */
export async function removeLeftovers(parent: string): Promise<void> {
  await mkdir(parent, { recursive: true, mode: 0o711 });
  for (const entry of readdirSync(parent)) {
    const holder = read(path.join(parent, entry, FILE));
    if (holder ? isAlive(holder) : isBeingMade(entry)) continue;
    if (holder) await endLeftovers(holder);
    await rm(path.join(parent, entry), { recursive: true, force: true });
  }
}

/** False when the file is already there. */
function create(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function read(file: string): Holder | null {
  try {
    // A cast, because only this module writes the file; one that was cut short does not parse.
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  return processStamp(holder.pid) === holder.stamp;
}

/** Whether the run that a temporary folder is named after lives; for one without a lock, which its run may be about to take. */
function isBeingMade(name: string): boolean {
  const pid = Number(/-(\d+)$/.exec(name)?.[1]);
  return pid > 0 && processStamp(pid) !== null;
}

async function endLeftovers(holder: Holder): Promise<void> {
  // The database last: the others end more quietly while they can still reach it.
  const order = Object.keys(holder.processes).sort(
    (one, other) => Number(one === "postgres") - Number(other === "postgres"),
  );
  for (const name of order) {
    const left = holder.processes[name];
    if (left) await endProcess(left.pid, left.stamp, name === "postgres" ? "SIGINT" : "SIGTERM");
  }
}
