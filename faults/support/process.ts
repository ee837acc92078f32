import { processStamp } from "../../scripts/process/process-identity.ts";
import { createSupervisor, type Service, type Supervisor } from "../../scripts/process/supervisor.ts";
import { until } from "../../testkit/until.ts";

/** A real process under a process manager, which a scenario may kill, stop and start. */
export type ManagedProcess = {
  /** The process that runs now; throws when none was started. */
  pid: () => number;
  /** Whether it was started, and neither stopped nor killed since. */
  runs: () => boolean;
  /** Starts it and waits until it serves. While it should run, one that dies by itself is started again. */
  start: () => Promise<void>;
  /** SIGKILL, and nobody starts it again. */
  kill: () => Promise<void>;
  /** SIGTERM (or the service's own signal), and waits for its end; returns how long that took, in milliseconds. */
  stop: () => Promise<number>;
};

/** No orderly stop may take longer: promise P7. */
const stopDeadlineMs = 10_000;

/** A process that was not started yet. `onStart` hears of every id, also of restarts. */
export function manageProcess(
  service: Service,
  options: { logsDirectory: string; onStart: (name: string, pid: number) => void },
): ManagedProcess {
  let supervisor: Supervisor | null = null;
  let running = 0;

  const end = async () => {
    const ending = supervisor;
    supervisor = null;
    await ending?.stop();
  };
  return {
    pid: () => {
      if (!supervisor) throw new Error(`${service.name} does not run`);
      return running;
    },
    runs: () => supervisor !== null,
    start: async () => {
      const starting = createSupervisor({
        logsDirectory: options.logsDirectory,
        onStart: (name, pid) => {
          running = pid;
          options.onStart(name, pid);
        },
      });
      supervisor = starting;
      try {
        await starting.keepUp(service);
      } catch (error) {
        supervisor = null; // nothing runs that could be stopped
        throw error;
      }
    },
    kill: async () => {
      if (!supervisor) return;
      // It may be between two processes, dead by itself and not yet started again.
      if (processStamp(running) !== null) process.kill(running, "SIGKILL");
      // At once, before its manager has seen that it is dead and starts another.
      await end();
    },
    stop: async () => {
      if (!supervisor) return 0;
      const stamp = processStamp(running);
      const gone = async () => processStamp(running) !== stamp;
      if (stamp !== null) process.kill(running, service.stopSignal ?? "SIGTERM");
      const tookMs = stamp === null ? 0 : await until(`${service.name} stops`, gone, stopDeadlineMs);
      await end();
      return tookMs;
    },
  };
}
