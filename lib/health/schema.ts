import type { CappedCount } from "@/lib/capped-count";
import type { FixedDrift } from "@/lib/reconciler/schema";

/** How the endpoint and what follows it are doing. Times are ISO 8601. */
export type EndpointHealth = {
  /** The newest that Stripe brought to an endpoint; null: none for long, or never. */
  lastEvent: { id: string; receivedAt: string; apiVersion: string | null } | null;
  /** The newest events of the last 24 hours, at most 1,000. */
  recent: { events: number; failed: number; otherMode: number; otherVersion: number };
  /** 24 whole hours, oldest first, each counted to 1,000. */
  hours: { startsAt: string; events: number; failed: number }[];
  livemode: boolean;
  apiVersion: string;
  /** The last four signs of each signing secret in use, newest first. */
  secrets: string[];
  queue: { waiting: CappedCount; oldestAt: string | null; workers: number };
  /** What the web process that shows this has answered since it began; seconds as of `p99OfAnswers`. */
  answers: { count: number; p99Seconds: number | null };
  reconciler: {
    roundAt: string | null;
    nextAt: string | null;
    /** What the last round asked Stripe about. */
    asked: number;
    findings: { kind: string; total: number; lastFoundAt: string }[];
    /** What it found to differ, and fixed, newest first, at most 20. */
    fixed: FixedDrift[];
  };
};
