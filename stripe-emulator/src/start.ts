import { type AddressInfo, isIPv6 } from "node:net";
import { reviewAccount } from "./accounts/change.ts";
import { Listeners } from "./cli/listeners.ts";
import { Clock } from "./clock/clock.ts";
import { Scheduler, type TaskKind } from "./clock/scheduler.ts";
import { Faults } from "./faults/faults.ts";
import { Idempotency } from "./http/idempotency.ts";
import { platformAccount } from "./http/keys.ts";
import { RateLimits } from "./http/rate-limits.ts";
import { RequestLog } from "./http/request-log.ts";
import { finishRedaction } from "./identity/redaction.ts";
import { finishVerification } from "./identity/submission.ts";
import type { EmulatorOptions } from "./options.ts";
import { checkOptions, defaultOptions } from "./options.ts";
import { createServer, type ServerContext } from "./server.ts";
import { Database } from "./store/database.ts";
import { Objects } from "./store/objects.ts";
import { Deliveries } from "./webhooks/deliveries.ts";
import { configureEndpoints } from "./webhooks/endpoints.ts";

/** What the scheduler runs, by kind. */
const tasks: Readonly<Record<TaskKind, (context: ServerContext, subject: string) => void>> = {
  finish_verification: finishVerification,
  finish_redaction: finishRedaction,
  review_account: reviewAccount,
};

/** A running emulator: where it answers, and how to stop it (at once; what is owed is sent after the next start). */
type RunningEmulator = { url: string; close(): Promise<void> };

/**
 * Starts an emulator, on 127.0.0.1 unless told otherwise, and resolves once it answers. Rejects if the port is taken
 * (EADDRINUSE) or an option is refused, a live key for one.
 */
export async function startEmulator(given: Partial<EmulatorOptions> = {}): Promise<RunningEmulator> {
  const options = { ...defaultOptions, ...given };
  checkOptions(options);

  const database = new Database(options.dataDir);
  const clock = new Clock(database);
  const objects = new Objects(database);
  const faults = new Faults();
  const listeners = new Listeners(options.keys.secretKey, options.webhookTimeoutSeconds, (id) =>
    context.deliveries.forget(id),
  );
  const context: ServerContext = {
    options,
    database,
    clock,
    objects,
    scheduler: new Scheduler(database, clock, (kind, subject) => tasks[kind](context, subject)),
    idempotency: new Idempotency(database, clock),
    rateLimits: new RateLimits(() => clock.nowMs(), options.rateLimits),
    deliveries: new Deliveries({ database, objects, clock, faults, listeners, options }),
    listeners,
    faults,
    requestLog: new RequestLog(),
    isConnected: (account, platform) => objects.has("account", platform, account),
  };
  const server = createServer(context);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, options.host, resolve);
    });
  } catch (error) {
    database.close();
    throw error;
  }
  database.transaction(() => configureEndpoints(context, platformAccount));
  context.scheduler.runDue();
  context.deliveries.resume();

  // A TCP server that listens has an AddressInfo; text is for pipes.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${nameOf(options.host)}:${port}`,
    close: async () => {
      context.scheduler.stop();
      context.deliveries.stop();
      context.listeners.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      database.close();
    },
  };
}

/** The address as a URL names it. */
function nameOf(host: string): string {
  if (host === defaultOptions.host) return "localhost";
  return isIPv6(host) ? `[${host}]` : host;
}
