import type { AddressInfo } from "node:net";
import { Clock } from "./clock.ts";
import { Faults } from "./control/faults.ts";
import { RequestLog } from "./control/request-log.ts";
import type { Emulator, EmulatorOptions } from "./emulator.ts";
import { Idempotency } from "./http/idempotency.ts";
import { finishRedaction } from "./identity/redaction.ts";
import { finishVerification } from "./identity/submission.ts";
import { checkOptions, defaultOptions } from "./options.ts";
import { Scheduler } from "./scheduler.ts";
import { createServer } from "./server.ts";
import { Database } from "./store/database.ts";
import { Objects } from "./store/objects.ts";
import { Deliveries } from "./webhooks/deliveries.ts";
import { configureEndpoints } from "./webhooks/endpoints.ts";

/** A running emulator: where it answers, and how to stop it (at once; what is owed is sent after the next start). */
type RunningEmulator = { url: string; close(): Promise<void> };

/**
 * Starts an emulator on 127.0.0.1 and resolves once it answers. Rejects if the port is taken (EADDRINUSE) or an option
 * is refused, a live key for one.
 */
export async function startEmulator(given: Partial<EmulatorOptions> = {}): Promise<RunningEmulator> {
  const options = { ...defaultOptions, ...given };
  checkOptions(options);

  const database = new Database(options.dataDir);
  const clock = new Clock(database);
  const objects = new Objects(database);
  const faults = new Faults();
  const emulator: Emulator = {
    options,
    database,
    clock,
    objects,
    scheduler: new Scheduler(database, clock, (kind, subject) =>
      kind === "finish_verification" ? finishVerification(emulator, subject) : finishRedaction(emulator, subject),
    ),
    idempotency: new Idempotency(database, clock),
    deliveries: new Deliveries({ database, objects, faults, options }),
    faults,
    requestLog: new RequestLog(),
  };
  const server = createServer(emulator);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, "127.0.0.1", resolve);
    });
  } catch (error) {
    database.close();
    throw error;
  }
  database.transaction(() => configureEndpoints(emulator));
  emulator.scheduler.runDue();
  emulator.deliveries.resume();

  // A TCP server that listens has an AddressInfo; text is for pipes.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close: async () => {
      emulator.scheduler.stop();
      emulator.deliveries.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      database.close();
    },
  };
}
