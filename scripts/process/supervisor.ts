import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "./command.ts";
import { processStamp } from "./process-identity.ts";

/** Something to run: what to call it, how to start it. */
export type Program = {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Run as this user; needs root. */
  uid?: number;
  gid?: number;
};

/** A program that runs until it is told to stop. */
export type Service = Program & {
  /** Asks for an orderly end; SIGTERM unless said otherwise. */
  stopSignal?: NodeJS.Signals;
  /** Runs before every start, so also before a restart. */
  prepare?: () => Promise<void>;
  /** True once it serves; told what it has printed so far. Asked again until then; a throw counts as "not yet". */
  ready: (output: string) => Promise<boolean>;
  /** How often the first start is tried before it counts as failed; 1 unless said otherwise. */
  startAttempts?: number;
};

/** A program that ended, and not well. */
export class ProgramFailure extends Problem {
  /** What ended it, where it did not end by itself. */
  readonly signal: NodeJS.Signals | null;

  constructor(message: string, signal: NodeJS.Signals | null) {
    super(message);
    this.signal = signal;
  }
}

/** Starts services, keeps them up, and in the end stops them all. */
export type Supervisor = {
  /**
   * Starts a service, waits until it is ready, and from then on starts it again whenever it dies, after a pause that
   * doubles from 0.25 s to 10 s while it keeps dying. Throws a `Problem` with the end of its log when the first start fails.
   */
  keepUp: (service: Service) => Promise<void>;
  /** Runs a program to its end. `onLine` gets what it prints. Throws a `ProgramFailure` with the end of its log when it fails. */
  run: (program: Program, onLine?: (line: string) => void) => Promise<void>;
  /** Stops everything in reverse order, each within 6 s, by force if it must, with everything it started. */
  stop: () => Promise<void>;
};

type SupervisorOptions = {
  /** Output goes to `<name>.log` in here. */
  logsDirectory: string;
  /** Called at once with every process that is started, also again. What it throws ends that process and fails the start. */
  onStart?: (name: string, pid: number) => void;
  /** Told in a sentence when a service died and is being started again. */
  onRestart?: (message: string) => void;
};

const READY_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 6_000;
const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const STEADY_AFTER_MS = 30_000;

/** A supervisor with nothing to do yet. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const stopping = new AbortController();
  const running: { service: Program; child: ChildProcess }[] = [];
  mkdirSync(options.logsDirectory, { recursive: true });

  function start(service: Program): { child: ChildProcess; output: () => string } {
    if (stopping.signal.aborted) throw new Problem("stopped");
    const { child, output } = spawnInto(service, path.join(options.logsDirectory, `${service.name}.log`));
    if (child.pid === undefined) return { child, output };
    // Recorded before anything is awaited: a process of which nobody knows could never be stopped.
    try {
      options.onStart?.(service.name, child.pid);
    } catch (error) {
      send("SIGKILL", -child.pid);
      throw error;
    }
    return { child, output };
  }

  async function keepUp(service: Service): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await service.prepare?.();
      const { child, output } = start(service);
      const entry = { service, child };
      running.push(entry);
      const failure = await waitUntilReady(service, child, output);
      if (failure === null) return restartWhenDead(entry, service);

      await end(service, child);
      running.splice(running.indexOf(entry), 1);
      if (attempt >= (service.startAttempts ?? 1)) throw new Problem(failureText(service.name, failure, output()));
      await delay(SHORTEST_PAUSE_MS * attempt, undefined, { signal: stopping.signal });
    }
  }

  function restartWhenDead(entry: { child: ChildProcess }, service: Service): void {
    let pauseMs = SHORTEST_PAUSE_MS;
    const watch = () => {
      const startedAt = Date.now();
      entry.child.once("close", async (code, signal) => {
        if (stopping.signal.aborted) return;
        await endGroup(entry.child.pid);
        pauseMs = Date.now() - startedAt > STEADY_AFTER_MS ? SHORTEST_PAUSE_MS : pauseMs;
        options.onRestart?.(`${service.name} stopped (${signal ?? `exit code ${code}`}); starting it again`);
        await startAgain();
      });
    };
    const startAgain = async (): Promise<void> => {
      try {
        await delay(pauseMs, undefined, { signal: stopping.signal });
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        await service.prepare?.();
        entry.child = start(service).child;
        watch();
      } catch (error) {
        if (stopping.signal.aborted) return;
        options.onRestart?.(`${service.name} could not be started: ${error instanceof Error ? error.message : error}`);
        await startAgain();
      }
    };
    if (entry.child.exitCode !== null || entry.child.signalCode !== null) void startAgain();
    else watch();
  }

  async function run(program: Program, onLine?: (line: string) => void): Promise<void> {
    const { child, output } = start(program);
    const entry = { service: program, child };
    running.push(entry);
    const report = onLine && lineReporter(output, onLine);
    const watching = report && setInterval(report, 500);
    const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
      child.once("close", (code, signal) => resolve({ code, signal }));
    });
    clearInterval(watching);
    report?.();
    running.splice(running.indexOf(entry), 1);
    if (code === 0) return;
    const how = signal ? `was ended by ${signal}` : `failed (exit code ${code})`;
    throw new ProgramFailure(failureText(program.name, how, output()), signal);
  }

  return {
    keepUp,
    run,
    stop: async () => {
      stopping.abort();
      for (const { service, child } of running.toReversed()) await end(service, child);
    },
  };
}

/**
 * Ends a process of which only the id is known, and its process group: `signal`, then SIGKILL. The stamp must still be
 * that of the process meant (see `processStamp`); nothing happens otherwise.
 */
export async function endProcess(pid: number, stamp: string, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (processStamp(pid) !== stamp) return;
  send(signal, pid);
  for (let waitedMs = 0; processStamp(pid) === stamp; waitedMs += 50) {
    if (waitedMs === STOP_DEADLINE_MS) send("SIGKILL", pid);
    await delay(50);
  }
  await endGroup(pid);
}

function spawnInto(program: Program, logFile: string): { child: ChildProcess; output: () => string } {
  const log = openSync(logFile, "a");
  const from = fstatSync(log).size;
  const child = spawn(program.command, program.args, {
    env: program.env,
    stdio: ["ignore", log, log],
    // A group of its own: Ctrl-C at the terminal reaches only the supervisor, which then stops things in order.
    detached: true,
    ...(program.uid !== undefined && { uid: program.uid }),
    ...(program.gid !== undefined && { gid: program.gid }),
  });
  closeSync(log);
  child.once("error", () => {}); // a command that cannot be started shows as a process without id
  return { child, output: () => readFileSync(logFile).subarray(from).toString() };
}

/** Null when ready, otherwise what went wrong, to be read after the service's name. */
async function waitUntilReady(service: Service, child: ChildProcess, output: () => string): Promise<string | null> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (child.pid === undefined) return `could not be started (${service.command})`;
    if (child.exitCode !== null) return `stopped at once (exit code ${child.exitCode})`;
    if (child.signalCode !== null) return `stopped at once (${child.signalCode})`;
    if (await service.ready(output()).catch(() => false)) return null;
    await delay(50);
  }
  return `was not ready within ${READY_DEADLINE_MS / 1000} s`;
}

async function end(service: Program & Partial<Service>, child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill(service.stopSignal ?? "SIGTERM");
    const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_DEADLINE_MS);
    await closed;
    clearTimeout(deadline);
  }
  await endGroup(child.pid);
}

/**
 * Ends whatever a dead process left running in its group, and waits until it is gone: what that has started in groups of
 * its own is left over only then (`removeLeftovers`).
 */
async function endGroup(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  for (let waitedMs = 0; send("SIGKILL", -pid) && waitedMs < STOP_DEADLINE_MS; waitedMs += 20) await delay(20);
}

/** False when there is nobody to send it to. */
function send(signal: NodeJS.Signals, pid: number): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function failureText(name: string, failure: string, output: string): string {
  const end = output.trimEnd().split("\n").slice(-25).join("\n");
  return `${name} ${failure}${end ? `. It last said:\n${end}` : " without a word."}`;
}

function lineReporter(output: () => string, onLine: (line: string) => void): () => void {
  let told = 0;
  return () => {
    const lines = output().split("\n").slice(0, -1);
    for (const line of lines.slice(told)) onLine(line);
    told = lines.length;
  };
}
