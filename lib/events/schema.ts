import { z } from "zod";
import type { DiscardReason } from "@/lib/audit/actions";
import type { CappedCount } from "@/lib/capped-count";
import { eventProblems } from "@/lib/events/problems";
import type { eventActions, mayReplayFilter } from "@/lib/events/rules";
import { addressDay, addressText, searchText } from "@/lib/http/address";
import type { Target } from "@/lib/jobs/definitions";
import type { Role } from "@/prisma/generated/enums";

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
  from: addressDay.optional().catch(undefined),
  to: addressDay.optional().catch(undefined),
  /** An event's id (`evt_…`) or its object's, whole. */
  q: searchText,
  /** Opaque cursors of keyset paging. */
  after: addressText.optional().catch(undefined),
  before: addressText.optional().catch(undefined),
});

/** The names of these filters, made once. */
export const eventFilterNames = eventFilter.keyof().options;

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
  ...eventProblems,
  "unknown",
] as const;

/** One cause. */
export type FailureCause = (typeof failureCauses)[number];

/** The job behind an event; there is none once it has succeeded. Times are ISO 8601. */
export type EventJob = {
  attempts: number;
  maxAttempts: number;
  running: boolean;
  /** When it runs next, or since when it could have. */
  dueAt: string;
  lastError: FailureCause | null;
};

/** An attempt of a sync that failed; `answer` is the HTTP status of Stripe's, null where there was none. */
export type FailedAttempt = {
  id: string;
  attempt: number;
  /** ISO 8601. */
  failedAt: string;
  cause: FailureCause;
  answer: number | null;
  durationMs: number;
  /** No other attempt came after it by itself. */
  exhausted: boolean;
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
  /** The newest 20 failed attempts of what it concerns, oldest first; in a list only those of dead letters. */
  failedAttempts: FailedAttempt[];
  /** What this viewer may do with it now, and why not. */
  actions: ReturnType<typeof eventActions>;
};

/** One page of events, newest first. */
export type EventPage = {
  rows: EventRow[];
  /** Of everything that fits the filters but the outcome, and of the dead letters among it. */
  total: CappedCount;
  deadLetters: CappedCount;
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
  payload: { kind: "shown"; lines: PayloadLine[] } | { kind: "gone" | "unreadable" | "noEvent" };
  /** What it concerns; null when that is nothing we follow. */
  target: Target | null;
  /** Set exactly while it is discarded. `gone`: the account is; `reason`: null where this build does not know it. */
  discarded: {
    at: string;
    email: { kind: "known"; text: string } | { kind: "masked" | "gone" };
    role: Role;
    reason: DiscardReason | null;
  } | null;
  /** Other events of the same object, newest first, at most 20. */
  siblings: { id: string; type: string; outcome: EventOutcome; receivedAt: string }[];
};

/** What a replay of a filter would ask for: events, capped at 1,000, and how many objects they concern; and whether it may. */
export type ReplayPlan = { events: CappedCount; targets: number; replay: ReturnType<typeof mayReplayFilter> };

/** How an action on events went. */
export type EventActionResult =
  | { ok: true }
  | {
      ok: false;
      code:
        | "not_allowed"
        | "wrong_outcome"
        | "nothing_to_replay"
        | "too_often"
        | "stripe_unavailable"
        | "stripe_refused";
    };
