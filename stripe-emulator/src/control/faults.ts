import { ControlError } from "./errors.ts";

/** What can go wrong on the way to the API. `cut_before` has no effect; `cut_after` took effect and lost its answer. */
const apiFaultKinds = ["status", "latency", "hang", "cut_before", "cut_after"] as const;
/** What can go wrong with a webhook. */
const webhookFaultKinds = ["drop", "duplicate", "delay", "reorder"] as const;

type ApiFaultKind = (typeof apiFaultKinds)[number];
type WebhookFaultKind = (typeof webhookFaultKinds)[number];

/** A fault to inject. */
export type Fault = {
  target: "api" | "webhooks";
  kind: ApiFaultKind | WebhookFaultKind;
  /** Of each matching call, 0 to 1; drawn from the seed. */
  probability: number;
  /** How many more calls it may hit; null for no limit. */
  remaining: number | null;
  seed: number;
  /** api: exact path with `*` for any text. */
  path: string | null;
  /** api */
  method: string | null;
  /** webhooks: event type. */
  type: string | null;
  /** api, kind `status`. */
  status: number;
  /** api `latency`, webhooks `delay`, and the widest delay of `reorder`. Real seconds. */
  delaySeconds: number;
  /** How many calls it hit. */
  hits: number;
};

type Armed = Fault & { draw: () => number };

/** The faults in force, tried in the order they were set. In memory only: a restart clears them. */
export class Faults {
  #armed: Armed[] = [];

  /** Adds a fault described by JSON from outside. Throws ControlError if it is not understood. */
  add(value: unknown): Fault {
    const fault = parseFault(value);
    this.#armed.push({ ...fault, draw: seededDraw(fault.seed) });
    return fault;
  }

  list(): Fault[] {
    return this.#armed.map(({ draw: _, ...fault }) => fault);
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that hits this API request, which counts it; or null. */
  forRequest(method: string, path: string): Fault | null {
    return this.#hit(
      (fault) =>
        fault.target === "api" &&
        (fault.method === null || fault.method === method) &&
        (fault.path === null || globMatches(fault.path, path)),
    );
  }

  /** The fault that hits this webhook attempt and a number in [0, 1) to vary it; or null. */
  forWebhook(type: string): { fault: Fault; chance: number } | null {
    const fault = this.#hit((candidate) => candidate.target === "webhooks" && (candidate.type ?? type) === type);
    return fault && { fault, chance: fault.draw() };
  }

  #hit(matches: (fault: Fault) => boolean): Armed | null {
    for (const fault of this.#armed) {
      if (fault.remaining === 0 || !matches(fault)) continue;
      if (fault.probability < 1 && fault.draw() >= fault.probability) continue;
      if (fault.remaining !== null) fault.remaining -= 1;
      fault.hits += 1;
      return fault;
    }
    return null;
  }
}

const known = ["target", "kind", "probability", "count", "seed", "path", "method", "type", "status", "delaySeconds"];

function parseFault(value: unknown): Fault {
  if (typeof value !== "object" || value === null) throw new ControlError("A fault is a JSON object.");
  const given: Record<string, unknown> = { ...value };
  const stray = Object.keys(given).find((name) => !known.includes(name));
  if (stray) throw new ControlError(`Unknown property: ${stray}. Known: ${known.join(", ")}.`);

  const number = (name: string, fallback: number, least: number, most: number): number => {
    const item = given[name] ?? fallback;
    if (typeof item === "number" && item >= least && item <= most) return item;
    throw new ControlError(`${name} must be a number from ${least} to ${most}.`);
  };
  const text = (name: string): string | null => {
    const item = given[name] ?? null;
    if (item === null || typeof item === "string") return item;
    throw new ControlError(`${name} must be text.`);
  };
  const { target } = given;
  if (target !== "api" && target !== "webhooks") throw new ControlError('target must be "api" or "webhooks".');
  const kinds: readonly Fault["kind"][] = target === "api" ? apiFaultKinds : webhookFaultKinds;
  const kind = kinds.find((candidate) => candidate === given.kind);
  if (!kind) throw new ControlError(`kind must be one of ${kinds.join(", ")}.`);

  return {
    target,
    kind,
    probability: number("probability", 1, 0, 1),
    // Neither probability nor count: the next call only.
    remaining: given.count === undefined && given.probability !== undefined ? null : number("count", 1, 1, 1e9),
    seed: number("seed", 1, 0, 2 ** 32 - 1),
    path: text("path"),
    method: text("method")?.toUpperCase() ?? null,
    type: text("type"),
    status: number("status", 500, 400, 599),
    delaySeconds: number("delaySeconds", 1, 0, 600),
    hits: 0,
  };
}

function globMatches(pattern: string, path: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`).test(path);
}

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
