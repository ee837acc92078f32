import type { Listeners } from "./cli/listeners.ts";
import type { Clock } from "./clock/clock.ts";
import type { Scheduler } from "./clock/scheduler.ts";
import type { Faults } from "./faults/faults.ts";
import type { Idempotency } from "./http/idempotency.ts";
import type { RateLimits } from "./http/rate-limits.ts";
import type { RequestLog } from "./http/request-log.ts";
import type { EmulatorOptions } from "./options.ts";
import type { Database } from "./store/database.ts";
import type { Objects } from "./store/objects.ts";
import type { Deliveries } from "./webhooks/deliveries.ts";

/** All parts of one running emulator. */
export type Emulator = {
  options: EmulatorOptions;
  database: Database;
  objects: Objects;
  clock: Clock;
  scheduler: Scheduler;
  idempotency: Idempotency;
  rateLimits: RateLimits;
  deliveries: Deliveries;
  listeners: Listeners;
  faults: Faults;
  requestLog: RequestLog;
};
