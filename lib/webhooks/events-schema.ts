import { z } from "zod";
import type { CutCount, StripeStatus } from "@/lib/verification/schema";

/** What became of an event; the words of prisma/schema.prisma. */
const eventOutcomes = ["queued", "processed", "ignored", "failed", "discarded"] as const;

/** One outcome. */
export type EventOutcome = (typeof eventOutcomes)[number];

/** The filters of the event list as they may stand in an address; what is malformed is dropped. */
export const eventFilter = z.object({
  outcome: z.enum(eventOutcomes).optional().catch(undefined),
  type: z
    .string()
    .regex(/^[a-z][a-z0-9_.]{2,99}$/)
    .optional()
    .catch(undefined),
  /** Calendar days of the arrival, UTC, both included. */
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
  /** An event's id (`evt_…`) or its object's, whole. */
  q: z.string().trim().min(1).max(200).optional().catch(undefined),
  /** Opaque cursors of keyset paging. */
  after: z.string().max(200).optional().catch(undefined),
  before: z.string().max(200).optional().catch(undefined),
});

/** What the event list is filtered by. */
export type EventFilter = z.infer<typeof eventFilter>;

/** Why a job of ours failed; `unknown` stands for a word that this build does not know. */
export const failureCauses = [
  "stripe_unavailable",
  "stripe_busy",
  "stripe_key_reused",
  "stripe_refused",
  "stripe_unexpected",
  "pii_unreadable",
  "misconfigured",
  "unexpected",
  "worker_lost",
  "unknown",
] as const;

/** One cause. */
export type FailureCause = (typeof failureCauses)[number];

/** The job behind an event; there is none once it has succeeded. Times are ISO 8601. */
export type EventJob = {
  tries: number;
  maxTries: number;
  running: boolean;
  /** When it runs next, or since when it could have. */
  dueAt: string;
  lastError: FailureCause | null;
};

/** A line of the list. Times are ISO 8601. */
export type EventRow = {
  id: string;
  type: string;
  objectId: string | null;
  outcome: EventOutcome;
  cause: FailureCause | null;
  /** How often Stripe delivered it. */
  deliveries: number;
  receivedAt: string;
  job: EventJob | null;
};

/** One page of events, newest first. */
export type EventPage = {
  rows: EventRow[];
  /** Of everything that fits the filters but the outcome, and of the dead letters among it. */
  total: CutCount;
  deadLetters: CutCount;
  newerCursor: string | null;
  olderCursor: string | null;
  /** Set when the page is short because the walk ended here and not because nothing is left; ISO 8601. */
  walkedTo: string | null;
};

/** A line of a payload; `value` is null where it is not shown. */
export type PayloadLine = { path: string; value: string | null };

/** An event with everything that may be shown of it. Times are ISO 8601. */
export type EventDetail = EventRow & {
  account: string | null;
  apiVersion: string | null;
  livemode: boolean;
  createdAt: string;
  processedAt: string | null;
  purgeAt: string;
  payload: { kind: "shown"; lines: PayloadLine[] } | { kind: "gone" } | { kind: "unreadable" };
  /** The session it rings for; null when it rings for nothing we follow. */
  verificationSessionId: string | null;
  /** Null when there is none, or none for this viewer. */
  verification: { id: string; caseNumber: string } | null;
  /** Other events of the same object, newest first, at most 20. */
  siblings: { id: string; type: string; outcome: EventOutcome; receivedAt: string }[];
  actions: { replay: boolean; discard: boolean };
};

/** How the endpoint and what follows it are doing. Times are ISO 8601. */
export type EndpointHealth = {
  lastEvent: { id: string; receivedAt: string; apiVersion: string | null } | null;
  /** The newest events of the last 24 hours, at most 1,000. */
  recent: { events: number; failed: number; otherMode: number; otherVersion: number };
  /** 24 whole hours, oldest first, each counted to 1,000. */
  hours: { startsAt: string; events: number; failed: number }[];
  livemode: boolean;
  apiVersion: string;
  /** The last four signs of each signing secret in use, newest first. */
  secrets: string[];
  queue: { waiting: CutCount; oldestAt: string | null; workers: number };
  reconciler: { roundAt: string | null; findings: { kind: string; total: number; lastFoundAt: string }[] };
};

/** What one side holds about a VerificationSession. */
export type DriftSide = {
  status: StripeStatus;
  lastErrorCode: string | null;
  reports: number;
  redaction: string | null;
};

/** What Stripe says beside what we hold, field by field. */
export type Drift = {
  verificationSessionId: string;
  ours: DriftSide | null;
  /** ISO 8601; when we last read it. */
  syncedAt: string | null;
  /** `absent`: Stripe has no such session under our key. */
  stripe: { kind: "known"; side: DriftSide } | { kind: "absent" | "unavailable" };
  differs: (keyof DriftSide)[];
  verification: { id: string; caseNumber: string } | null;
  sync: boolean;
};

/** What a replay of a filter would ask for: events, cut at 1,000, and the sessions they ring for. */
export type ReplayPlan = { events: CutCount; sessions: number };

/** How an action on events went. */
export type EventActionResult =
  | { ok: true }
  | {
      ok: false;
      code:
        | "not_allowed"
        | "wrong_outcome"
        | "nothing_to_replay"
        | "stripe_unavailable"
        | "stripe_refused"
        | "invalid_input";
    };
