import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "./command.ts";
import { processStamp } from "./process-identity.ts";

/** A long-running process: how to start it, how to know that it is up, how to stop it. */
export type Service = {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Run as this user; needs root. */
  uid?: number;
  gid?: number;
  /** Asks for an orderly end; SIGTERM unless said otherwise. */
  stopSignal?: NodeJS.Signals;
  /** Runs before every start, so also before a restart. */
  prepare?: () => Promise<void>;
  /** True once the process serves. Asked again and again until then; a throw counts as "not yet". */
  ready: () => Promise<boolean>;
  /** How often the first start is tried before it counts as failed; 1 unless said otherwise. */
  startAttempts?: number;
};

/** A service that is kept up until `stop`. */
export type RunningService = {
  name: string;
  /** The current process id; changes when the process died and was started again. */
  pid: () => number;
  /** Ends the process within seconds, by force if it must, and everything it started. */
  stop: () => Promise<void>;
};

type KeepUpOptions = {
  logsDirectory: string;
  /** Called at once with every process id the service gets. */
  onStart?: (pid: number) => void;
  /** Told when the process died and is being started again. */
  onRestart?: (message: string) => void;
};

const READY_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 6_000;
const LONGEST_PAUSE_MS = 10_000;
const STEADY_AFTER_MS = 30_000;

/**
 * Starts a service, waits until it is ready, and starts it again whenever it dies, after a pause that doubles from
 * 0.25 s to 10 s while it keeps dying. Output goes to `<logsDirectory>/<name>.log`. Throws a `Problem` with the end of
 * that log when the first start fails.
 */
export async function keepUp(service: Service, options: KeepUpOptions): Promise<RunningService> {
  const logFile = path.join(options.logsDirectory, `${service.name}.log`);
  let stopping = false;
  let pauseMs = 250;
  let child = await firstStart();
  let startedAt = Date.now();
  let restarting: Promise<void> | null = null;
  watch();

  function watch(): void {
    child.once("exit", (code, signal) => {
      if (stopping) return;
      restarting = restart(signal ? `signal ${signal}` : `exit code ${code}`);
    });
  }

  async function firstStart(): Promise<ChildProcess> {
    for (let attempt = 1; ; attempt++) {
      const started = await start();
      const failure = await waitUntilReady(service, started);
      if (failure === null) return started;
      await end(started, service);
      if (attempt >= (service.startAttempts ?? 1)) {
        throw new Problem(`${service.name} ${failure}. The end of ${logFile}:\n${tail(logFile)}`);
      }
      await delay(pauseMs * attempt);
    }
  }

  async function start(): Promise<ChildProcess> {
    await service.prepare?.();
    const started = spawnService(service, logFile);
    // Recorded before anything can be awaited: a process of which nobody knows could not be stopped later.
    if (started.pid !== undefined) options.onStart?.(started.pid);
    return started;
  }

  async function restart(reason: string): Promise<void> {
    killGroup(child.pid);
    if (Date.now() - startedAt > STEADY_AFTER_MS) pauseMs = 250;
    options.onRestart?.(`${service.name} stopped (${reason}); starting it again`);
    await delay(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    if (stopping) return;
    child = await start();
    startedAt = Date.now();
    watch();
  }

  return {
    name: service.name,
    pid: () => child.pid ?? 0,
    stop: async () => {
      stopping = true;
      await restarting;
      await end(child, service);
    },
  };
}

/**
 * Ends a process of which only the id is known, and its process group: `signal`, then SIGKILL. The stamp must still be
 * that of the process meant (see `processStamp`); nothing happens otherwise.
 */
export async function endProcess(pid: number, stamp: string, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (processStamp(pid) !== stamp) return;
  process.kill(pid, signal);
  for (let waitedMs = 0; processStamp(pid) === stamp; waitedMs += 50) {
    if (waitedMs >= STOP_DEADLINE_MS) {
      process.kill(pid, "SIGKILL");
      break;
    }
    await delay(50);
  }
  killGroup(pid);
}

/** The last lines of a log file, for a message about why its process failed. */
export function tail(logFile: string, lines = 20): string {
  try {
    return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "(no output)";
  }
}

function spawnService(service: Service, logFile: string): ChildProcess {
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a");
  const child = spawn(service.command, service.args, {
    env: service.env,
    stdio: ["ignore", log, log],
    // A group of its own: Ctrl-C at the terminal reaches only the supervisor, which then stops things in order.
    detached: true,
    ...(service.uid !== undefined && { uid: service.uid }),
    ...(service.gid !== undefined && { gid: service.gid }),
  });
  closeSync(log);
  child.once("error", () => {}); // a command that cannot be started shows as a process without id, see waitUntilReady
  return child;
}

/** Null when ready, otherwise what went wrong, to be read after the service's name. */
async function waitUntilReady(service: Service, child: ChildProcess): Promise<string | null> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (child.pid === undefined) return `could not be started (${service.command})`;
    if (child.exitCode !== null) return `stopped at once with exit code ${child.exitCode}`;
    if (child.signalCode !== null) return `was ended by signal ${child.signalCode}`;
    if (await service.ready().catch(() => false)) return null;
    await delay(50);
  }
  return `was not ready within ${READY_DEADLINE_MS / 1000} s`;
}

async function end(child: ChildProcess, service: Service): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.kill(service.stopSignal ?? "SIGTERM");
    const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_DEADLINE_MS);
    await exited;
    clearTimeout(deadline);
  }
  killGroup(child.pid);
}

/** Ends whatever a dead process left running in its group. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing is left of the group: the normal case.
  }
}
