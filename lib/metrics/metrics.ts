import "server-only";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/*
 * What this process has seen since it started; another process counts for itself, and Prometheus adds them up. Labels
 * come from closed lists: no id, no address and nothing that somebody else sent in becomes one.
 */

/** What became of one delivery of the webhook, by the words of its answer. */
export type EventAnswer =
  | "queued"
  | "duplicate"
  | "ignored"
  | "unreadable"
  | "too_large"
  | "cut_off"
  | "invalid_signature"
  | "wrong_mode"
  | "other_mode"
  | "not_stored";

/** What one run of the sync may come to; one that throws is counted as `failed`. */
type SyncResult = "synced" | "superseded" | "ignored" | "quarantined" | "of_person";

function openMetrics() {
  const registry = new Registry();
  // 20 looks at the event loop a second: the 100 of the default take 0.4 % of a processor in an idle worker.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  const registers = [registry];
  return {
    registry,
    events: new Counter({
      name: "onboarding_webhook_events_total",
      help: "Deliveries of the webhook by type of event and by what became of them.",
      labelNames: ["type", "outcome"] as const,
      registers,
    }),
    acknowledgements: new Histogram({
      name: "onboarding_webhook_acknowledgement_seconds",
      help: "Time from a delivery's headers to its answer.",
      buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10],
      registers,
    }),
    syncs: new Histogram({
      name: "onboarding_sync_seconds",
      help: "Time that a job took to sync one object of Stripe's, by what it came to.",
      labelNames: ["outcome"] as const,
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
      registers,
    }),
    stripeAnswers: new Histogram({
      name: "onboarding_stripe_call_seconds",
      help: "Time until Stripe answered, by endpoint and status.",
      labelNames: ["endpoint", "status"] as const,
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    stripeSilences: new Counter({
      name: "onboarding_stripe_unanswered_total",
      help: "Calls of Stripe that ended without an answer: refused, cut or out of time.",
      registers,
    }),
    unknownRequirements: new Counter({
      name: "onboarding_connect_unknown_requirements_total",
      help: "Entries that Stripe asked connected accounts for and that nothing here has words for, by name without ids.",
      labelNames: ["entry"] as const,
      registers,
    }),
    findings: new Counter({
      name: "onboarding_reconciler_findings_total",
      help: "What the reconciler found and had fixed, by kind.",
      labelNames: ["kind"] as const,
      registers,
    }),
  };
}

// Next bundles a module once for pages and once for routes; the counters must be the same ones.
const kept = globalThis as typeof globalThis & { onboardingMetrics?: ReturnType<typeof openMetrics> };

function metrics(): ReturnType<typeof openMetrics> {
  kept.onboardingMetrics ??= openMetrics();
  return kept.onboardingMetrics;
}

/**
 * A delivery of the webhook was answered. `type` is one of `known`, or becomes "other"; null where it could not be read or
 * believed. `seconds` since it came.
 */
export function eventAnswered(
  { type, known }: { type: string | null; known: readonly string[] },
  outcome: EventAnswer,
  seconds: number,
): void {
  const label = type === null ? "none" : known.includes(type) ? type : "other";
  metrics().events.inc({ type: label, outcome });
  metrics().acknowledgements.observe(seconds);
}

/**
 * How many deliveries this process has answered, and in how many seconds 99 of 100 of them at most: the upper end of the
 * histogram's bucket. Null when there was none, or when the longest bucket (10 s) was not enough.
 */
export async function p99OfAnswers(): Promise<{ count: number; p99Seconds: number | null }> {
  const { values } = await metrics().acknowledgements.get();
  const count = values.find(({ metricName }) => metricName?.endsWith("_count"))?.value ?? 0;
  const within = values.find(({ labels, value }) => labels.le !== undefined && value >= 0.99 * count)?.labels.le;
  return { count, p99Seconds: count > 0 && Number.isFinite(Number(within)) ? Number(within) : null };
}

/** Runs the sync of one job, and counts what it came to and how long it took. Throws what the sync throws. */
export async function measureSync<T extends { outcome: SyncResult }>(sync: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const count = (outcome: SyncResult | "failed") =>
    metrics().syncs.observe({ outcome }, (performance.now() - startedAt) / 1000);
  try {
    const synced = await sync();
    count(synced.outcome);
    return synced;
  } catch (error) {
    count("failed");
    throw error;
  }
}

/** Stripe answered a call; `path` without its query. Ids in it are replaced. */
export function stripeAnswered(method: string, path: string, status: number, seconds: number): void {
  metrics().stripeAnswers.observe({ endpoint: `${method} ${endpointOf(path)}`, status: String(status) }, seconds);
}

/** A call of Stripe ended without an answer. */
export function stripeStayedSilent(): void {
  metrics().stripeSilences.inc();
}

/** Names of entries, at most so many: Stripe has some 300, and a label of Prometheus must not grow without end. */
const mostEntries = 200;
const countedEntries = new Set<string>();

/**
 * Stripe began to ask an account for an entry that nothing here knows; `entry` without any id. After 200 names in one process
 * others are counted together.
 */
export function unknownRequirementAsked(entry: string): void {
  if (countedEntries.size < mostEntries) countedEntries.add(entry);
  metrics().unknownRequirements.inc({ entry: countedEntries.has(entry) ? entry : "other" });
}

/** The reconciler found so many of a kind, which is a word of a closed list. */
export function reconcilerFound(kind: string, count: number): void {
  metrics().findings.inc({ kind }, count);
}

/** The media type of what `processMetrics` and `databaseMetrics` give. */
export const metricsContentType: string = Registry.PROMETHEUS_CONTENT_TYPE;

/** What this process has counted, and its own memory, CPU and event loop, as Prometheus text. */
export function processMetrics(): Promise<string> {
  return metrics().registry.metrics();
}

/** The path with `:id` for every segment that is not a plain word of Stripe's API: ids hold digits or capitals. */
export const endpointOf = (path: string): string =>
  path
    .split("/")
    .map((segment) => (/^(v1|[a-z_]*)$/.test(segment) ? segment : ":id"))
    .join("/");
