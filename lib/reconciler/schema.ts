import { accountDriftFields } from "@/lib/connect/schema";
import type { maySync } from "@/lib/events/rules";
import type { Target, TargetType } from "@/lib/jobs/definitions";
import { driftFields } from "@/lib/verification/schema";

/** In what our rows of a target are compared with Stripe's word, the most telling first. */
export const comparedFields = {
  verification_session: driftFields,
  connected_account: accountDriftFields,
} as const satisfies Record<TargetType, readonly string[]>;

/** One of them, of any type. */
export type ComparedField = (typeof comparedFields)[TargetType][number];

/** The most telling difference between our row and Stripe's word, each side in Stripe's words; null: nothing. */
export type ComparedDifference = { field: ComparedField; held: string | null; found: string | null };

/** What one side says of them, in Stripe's words; null: nothing. */
export type ComparedSide = Readonly<Record<string, string | number | null>>;

/** In what a target differed when the reconciler had it read, which fixed it; each side in Stripe's words, null: nothing. */
export type FixedDrift = {
  id: string;
  target: Target;
  kind: string;
  /** `unknown`: written by a version that compared more than this one does. */
  field: ComparedField | "unknown";
  held: string | null;
  found: string | null;
  /** ISO 8601. */
  fixedAt: string;
};

/** What Stripe says beside what we hold, field by field. */
export type Drift = {
  target: Target;
  /** Whether we hold it. */
  held: boolean;
  /** ISO 8601; when we last read it. */
  syncedAt: string | null;
  /** `absent`: Stripe has no such object under our key. */
  stripe: "known" | "absent" | "unavailable";
  /** Every compared field. Only where both sides are there can they differ. */
  fields: { field: ComparedField; ours: string | number | null; theirs: string | number | null; differs: boolean }[];
  verification: { id: string; reference: string } | null;
  /** Whether this viewer may have it read and fixed now, and why not. */
  sync: ReturnType<typeof maySync>;
};
