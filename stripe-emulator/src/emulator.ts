import type { Clock } from "./clock.ts";
import type { Faults } from "./control/faults.ts";
import type { RequestLog } from "./control/request-log.ts";
import type { Idempotency } from "./http/idempotency.ts";
import type { Keys } from "./http/keys.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Database } from "./store/database.ts";
import type { Objects } from "./store/objects.ts";
import type { Deliveries } from "./webhooks/deliveries.ts";

/** How one emulator behaves; everything has a default in `defaultOptions`. */
export type EmulatorOptions = {
  /** 0 takes any free port. */
  port: number;
  /** Where state is kept; null keeps it in memory. */
  dataDir: string | null;
  /** Endpoints that exist from the start, subscribed to the six identity events, signed with `keys.webhookSecret`. */
  webhookUrls: readonly string[];
  keys: Keys;
  businessName: string;
  /** How long a redaction takes, seconds of the emulator's clock. */
  redactionDelaySeconds: number;
  /** How long the panel's asynchronous outcomes take, seconds of the emulator's clock. */
  asyncDelaySeconds: number;
  /** Real seconds before each retry of a webhook; as many retries as entries. */
  webhookRetrySeconds: readonly number[];
};

/** All parts of one running emulator. */
export type Emulator = {
  options: EmulatorOptions;
  database: Database;
  objects: Objects;
  clock: Clock;
  scheduler: Scheduler;
  idempotency: Idempotency;
  deliveries: Deliveries;
  faults: Faults;
  requestLog: RequestLog;
};
