/**
 * What can go wrong on the way to the API, or in it. `cut_before` has no effect; `cut_after` and `garbage` took effect, and
 * the answer was lost or is no JSON. `crash_before` and `crash_after` fail while executing, without effect and after it,
 * so that the failure is kept for the idempotency key. `lock_timeout` has no effect and says that it may be tried again.
 */
export const apiFaultKinds = [
  "status",
  "latency",
  "hang",
  "cut_before",
  "cut_after",
  "garbage",
  "crash_before",
  "crash_after",
  "lock_timeout",
] as const;
/**
 * What can go wrong with a webhook. `cut_before` cuts the connection before the receiver could answer; `cut_after` loses
 * the answer it gave.
 */
export const webhookFaultKinds = [
  "drop",
  "duplicate",
  "delay",
  "reorder",
  "wrong_signature",
  "old_timestamp",
  "truncated_body",
  "slow_body",
  "cut_before",
  "cut_after",
  "storm",
] as const;

/** Names of faults, as `/_control/requests` and `/_control/deliveries` report them. */
export type FaultKind = (typeof apiFaultKinds)[number] | (typeof webhookFaultKinds)[number];

/** A fault as it is asked for: what is left out has a default, and null is as good as left out. */
export type FaultRequest = { target: "api" | "webhooks"; kind: FaultKind; count?: number | null | undefined } & {
  [Name in Exclude<keyof Fault, "target" | "kind" | "remaining" | "hits">]?: Fault[Name] | null | undefined;
};

/** A fault to inject. */
export type Fault = {
  target: "api" | "webhooks";
  kind: FaultKind;
  /** Of each matching call, 0 to 1; drawn from the seed. */
  probability: number;
  /** How many more calls it may hit; null for no limit. */
  remaining: number | null;
  seed: number;
  /** api: exact path with `*` for any text. */
  path: string | null;
  /** api */
  method: string | null;
  /** webhooks: event type with `*` for any text. */
  type: string | null;
  /** api, kinds `status`, `crash_before` and `crash_after`. */
  status: number;
  /** api, kind `status`: what `Stripe-Should-Retry` says; null leaves it out. */
  shouldRetry: boolean | null;
  /** api `latency`, webhooks `delay` and `slow_body`, and the widest delay of `reorder`. Real seconds. */
  delaySeconds: number;
  /** What chance adds to the delay at most: it is uniform from `delaySeconds` to their sum. */
  spreadSeconds: number;
  /** How often `duplicate` sends in all, and how many webhooks a `storm` adds. */
  times: number;
  /** webhooks, kind `storm`. */
  perSecond: number;
  /** webhooks, kind `old_timestamp`: how old the signature says it is. */
  ageSeconds: number;
  /** How many calls it hit. */
  hits: number;
};

/** A fault that hits a call, with what chance made of it. */
export type Hit = Fault & {
  /** How long to wait, for the kinds that wait. Real milliseconds. */
  pauseMs: number;
  /** The next number in [0, 1) of the fault's seed. */
  draw: () => number;
  /** True once the faults were cleared. */
  isOver: () => boolean;
};

type Armed = { fault: Fault; draw: () => number };

/** The faults in force, tried in the order they were set. In memory only: a restart clears them. */
export class Faults {
  #armed: Armed[] = [];

  /** Adds a fault, tried after those set before. */
  add(request: FaultRequest): Fault {
    const fault = toFault(request);
    this.#armed.push({ fault, draw: seededDraw(fault.seed + this.#armed.length * unevenStep) });
    return fault;
  }

  list(): Fault[] {
    return this.#armed.map(({ fault }) => fault);
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that hits this API request, which counts it; or null. */
  forRequest(method: string, path: string): Hit | null {
    return this.#hit(
      (fault) =>
        fault.target === "api" &&
        (fault.method === null || fault.method === method) &&
        (fault.path === null || globMatches(fault.path, path)),
    );
  }

  /** The fault that hits this webhook, which counts it; or null. */
  forWebhook(type: string): Hit | null {
    return this.#hit((fault) => fault.target === "webhooks" && (fault.type === null || globMatches(fault.type, type)));
  }

  #hit(matches: (fault: Fault) => boolean): Hit | null {
    for (const armed of this.#armed) {
      const { fault, draw } = armed;
      if (fault.remaining === 0 || !matches(fault)) continue;
      if (fault.probability < 1 && draw() >= fault.probability) continue;
      if (fault.remaining !== null) fault.remaining -= 1;
      fault.hits += 1;
      const isOver = () => !this.#armed.includes(armed);
      return { ...fault, pauseMs: pauseSeconds(fault, draw) * 1000, draw, isOver };
    }
    return null;
  }
}

function pauseSeconds({ kind, delaySeconds, spreadSeconds }: Fault, draw: () => number): number {
  // Each webhook waits a different part of the window, which shuffles them.
  if (kind === "reorder") return delaySeconds * draw();
  return spreadSeconds > 0 ? delaySeconds + spreadSeconds * draw() : delaySeconds;
}

function toFault(request: FaultRequest): Fault {
  const { target, kind } = request;
  return {
    target,
    kind,
    probability: request.probability ?? 1,
    // Neither probability nor count: the next call only.
    remaining: request.count ?? (typeof request.probability === "number" ? null : 1),
    seed: request.seed ?? 1,
    path: request.path ?? null,
    method: request.method?.toUpperCase() ?? null,
    type: request.type ?? null,
    status: request.status ?? 500,
    shouldRetry: request.shouldRetry ?? null,
    delaySeconds: request.delaySeconds ?? 1,
    spreadSeconds: request.spreadSeconds ?? 0,
    times: request.times ?? (kind === "storm" ? 100 : 2),
    perSecond: request.perSecond ?? 50,
    ageSeconds: request.ageSeconds ?? 3600,
    hits: 0,
  };
}

function globMatches(pattern: string, text: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`).test(text);
}

/**
 * Between the seeds of faults that were given the same one. With equal numbers they would hit the same calls one after the other, which
 * makes long rows of failures ten times as frequent.
 */
const unevenStep = 0x9e3779b9;

/** Mulberry32: a small generator that repeats exactly from its seed. Numbers in [0, 1). */
function seededDraw(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
