import { Logger, run } from "graphile-worker";
import { databasePool, workerConnections } from "@/lib/db/client";
import { checkEnvAtBoot } from "@/lib/env";
import { timedSpec } from "@/lib/jobs/enqueue";
import { crontab } from "@/lib/jobs/schedules";
import { log } from "@/lib/log";
import { announceProcess } from "@/lib/metrics/presence";
import { serveMetrics } from "@/lib/metrics/serve";
import { startTracing } from "@/lib/telemetry/start";
import { watchForDeadWorkers } from "@/lib/worker/dead-workers";
import { tasks } from "@/lib/worker/tasks";

/** A job that does not end in time is left to the sweep of another process. */
const stopWithinMs = 8_000;

const environment = checkEnvAtBoot();
const sendTraces = await startTracing("onboarding-worker", environment.traces);

const exitLost = () => {
  log.error("the worker lost its connection to the database and stops");
  process.exit(1);
};
const watch = await watchForDeadWorkers(environment.databaseUrl, exitLost);

const runner = await run({
  pgPool: databasePool(workerConnections),
  taskList: tasks,
  events: watch.events,
  concurrency: 10,
  // A job that comes while another of its session runs is free once that has ended. No notification is sent, so we poll;
  // often, because somebody may wait for the result.
  pollInterval: 250,
  // One fetch for all ten: a fetch finds nothing while another holds the queues' locks, and would have to look again.
  preset: { worker: { localQueue: { size: 10 } } },
  noHandleSignals: true,
  crontab,
  logger: new Logger(() => (level, message) => {
    // The library's sentences may quote an error of ours; only their level is passed on, jobs log for themselves.
    if (level === "error") log.error("the queue reported an error", { code: message.split(" ")[0] ?? null });
  }),
});
// Not by cron, whose grain is a minute. Several processes ask; the key folds what they ask for into one job.
const reconciling = setInterval(
  () =>
    runner
      .addJob("reconcile", {}, timedSpec("reconcile"))
      .catch((error) => log.error("the reconciler could not be asked for", {}, error)),
  environment.reconcileIntervalSeconds * 1000,
);
// Not only when the next minute begins: what was written before this start may wait for its head.
await runner.addJob("signAuditHead", {}, timedSpec("signAuditHead"));
if (environment.metricsPort !== null) serveMetrics(environment.metricsPort, environment);
const leave = announceProcess("worker");
log.info("the worker is ready", { outcome: "ready" });

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(reconciling);
  setTimeout(() => process.exit(0), stopWithinMs).unref();
  await runner.stop();
  await Promise.all([watch.stop(), leave(), sendTraces()]);
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
await runner.promise;
