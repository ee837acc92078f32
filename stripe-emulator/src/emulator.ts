import type { Listeners } from "./cli/listeners.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./control/faults.ts";
import type { RequestLog } from "./control/request-log.ts";
import type { Idempotency } from "./http/idempotency.ts";
import type { Keys } from "./http/keys.ts";
import type { RateLimits } from "./http/rate-limits.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Database } from "./store/database.ts";
import type { Objects } from "./store/objects.ts";
import type { Deliveries } from "./webhooks/deliveries.ts";

/** How one emulator behaves; everything has a default in `defaultOptions`. */
export type EmulatorOptions = {
  /** 0 takes any free port. */
  port: number;
  /** The address it listens on; any but a loopback address lets others drive it, controls included. */
  host: string;
  /** Where state is kept; null: it is gone when the emulator ends. */
  dataDir: string | null;
  /** Endpoints that exist from the start, subscribed to the six identity events, signed with `keys.webhookSecret`. */
  webhookUrls: readonly string[];
  keys: Keys;
  businessName: string;
  /** Of the hosted page, as `#rrggbb`; null takes the emulator's own. */
  brandColor: string | null;
  /** The hosted page links to it. */
  privacyPolicyUrl: string | null;
  /** How long a redaction takes, seconds of the emulator's clock. */
  redactionDelaySeconds: number;
  /** How long the panel's asynchronous outcomes take, seconds of the emulator's clock. */
  asyncDelaySeconds: number;
  /** Seconds of the emulator's clock before each retry of a webhook; as many retries as entries. */
  webhookRetrySeconds: readonly number[];
  /** How long the receiver of a webhook may take to answer. Real seconds. */
  webhookTimeoutSeconds: number;
  /** True to refuse requests beyond Stripe's documented rates, on the emulator's clock. */
  rateLimits: boolean;
};

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
