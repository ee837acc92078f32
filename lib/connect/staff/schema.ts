import { z } from "zod";
import type { CappedCount } from "@/lib/capped-count";
import { disabledReasons } from "@/lib/connect/requirements/disabled-reason";
import { type TaskKey, taskKeys } from "@/lib/connect/requirements/tasks";
import { addressText, searchText } from "@/lib/http/address";
import type { ConnectStatus as StoredStatus } from "@/prisma/generated/enums";

/** Every status of an account, the most urgent for staff first. */
export const connectStatuses = [
  ...["past_due", "due", "paused", "checking", "enabled", "closed", "not_started"],
] as const satisfies StoredStatus[];

/** One of them. */
export type ConnectStatus = (typeof connectStatuses)[number];

/** Who has lost payouts (`off`), or may lose them in so many days: those whose date passed already, and those of fewer days too. */
export const payoutRisks = ["off", "within_3", "within_7", "within_14"] as const;

/** One of them. */
export type PayoutRisk = (typeof payoutRisks)[number];

/** The days of each; null: payouts are off already. */
export const riskDays: Readonly<Record<PayoutRisk, number | null>> = {
  off: null,
  within_3: 3,
  within_7: 7,
  within_14: 14,
};

/** Filters of the board as they stand in the address; unknown or malformed ones are dropped. */
export const boardFilter = z.object({
  status: z.enum(connectStatuses).optional().catch(undefined),
  payouts: z.enum(payoutRisks).optional().catch(undefined),
  /** Stripe's disabled_reason; `unknown`: one that we have no words for. */
  reason: z.enum(disabledReasons).optional().catch(undefined),
  /** ISO 3166-1 alpha-2. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .catch(undefined),
  task: z.enum(taskKeys).optional().catch(undefined),
  /** An `acct_…`, or our own id of the account or its seller. */
  q: searchText,
  /** Opaque cursors of keyset paging. */
  after: addressText.optional().catch(undefined),
  before: addressText.optional().catch(undefined),
});

/** The names of these filters, made once. */
export const boardFilterNames = boardFilter.keyof().options;

/** What the board is filtered by. */
export type BoardFilter = z.infer<typeof boardFilter>;

/** A line of the board. Times are ISO 8601, UTC. */
export type BoardRow = {
  id: string;
  stripeId: string | null;
  /** Of shop or company; null: none is known, or it was erased. */
  name: { kind: "known"; text: string } | { kind: "masked" } | { kind: "none" };
  country: string;
  businessType: string | null;
  status: ConnectStatus;
  payoutsEnabled: boolean;
  /** Stripe's word; another one where this role must not learn of a list (`shownReason`). */
  disabledReason: string | null;
  /** The nearest deadline of what is asked for; null: nothing with a date. */
  dueBy: string | null;
  /** What there is to do and the codes of what failed; null for a role that may not see requirements. */
  asked: { tasks: TaskKey[]; codes: string[] } | null;
  /** How many entries are asked for, and how many Stripe is checking. */
  due: number;
  pending: number;
  /** When we last wrote to the seller about anything that is asked for; null: not yet. */
  askedAt: string | null;
};

/** One page of the board, nearest deadline first, without date last. */
export type BoardPage = {
  /** Null for a role that is told counts alone. */
  rows: BoardRow[] | null;
  /** Of everything that fits the filter. */
  total: CappedCount;
  /** Per status with the other filters kept. */
  byStatus: Record<ConnectStatus, CappedCount>;
  /** Of payouts that ended or may end, under the filters but status and payouts. */
  byRisk: Record<PayoutRisk, CappedCount>;
  newerCursor: string | null;
  olderCursor: string | null;
};
