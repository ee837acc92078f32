import path from "node:path";
import { takeRunLock } from "../process/run-lock.ts";
import { forever, runUntilAsked } from "../process/signals.ts";
import { createSupervisor, type Supervisor } from "../process/supervisor.ts";
import { removeDemoFile, writeDemoFile } from "../stack/demo-file.ts";
import type { Stack } from "../stack/stack.ts";

/** How a command serves a product. */
type Serving = {
  /** Runs once no other run uses the data folder, before anything is started. */
  prepare?: () => Promise<void>;
  /** Starts the product; returns it, and what to tell the person who waits for it. */
  start: (supervisor: Supervisor) => Promise<{ stack: Stack; welcome: string }>;
};

/**
 * Serves a product out of `dataDirectory` until the command is asked to end, and then stops everything. While it runs, the
 * folder is locked, and `demo.json` in it says what runs.
 */
export async function serve(dataDirectory: string, { prepare, start }: Serving): Promise<void> {
  const pids: Record<string, number> = {};
  let running: Stack | null = null;
  const lock = await takeRunLock(dataDirectory);
  await prepare?.();
  await removeDemoFile(dataDirectory);
  const supervisor = createSupervisor({
    logsDirectory: path.join(dataDirectory, "logs"),
    onStart: (name, pid) => {
      lock.record(name, pid);
      pids[name] = pid;
      if (running) writeDemoFile(dataDirectory, running, pids);
    },
    onRestart: (message) => console.log(message),
  });

  const work = async () => {
    const { stack, welcome } = await start(supervisor);
    running = stack;
    writeDemoFile(dataDirectory, stack, pids);
    console.log(welcome);
    await forever;
  };
  const cleanUp = async () => {
    await supervisor.stop();
    await removeDemoFile(dataDirectory);
    lock.release();
  };
  await runUntilAsked(work, cleanUp);
}
