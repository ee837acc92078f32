import type { DriftField, DriftSide } from "@/lib/verification/schema";

/** In what a session differed when the reconciler had it read; each side in Stripe's words, null: nothing. */
export type MendedDrift = {
  id: string;
  verificationSessionId: string;
  kind: string;
  /** `unknown`: written by a version that compared more than this one does. */
  field: DriftField | "unknown";
  held: string | null;
  found: string | null;
  /** ISO 8601. */
  mendedAt: string;
};

/** What Stripe says beside what we hold, field by field. */
export type Drift = {
  verificationSessionId: string;
  ours: DriftSide | null;
  /** ISO 8601; when we last read it. */
  syncedAt: string | null;
  /** `absent`: Stripe has no such session under our key. */
  stripe: { kind: "known"; side: DriftSide } | { kind: "absent" | "unavailable" };
  differs: DriftField[];
  verification: { id: string; caseNumber: string } | null;
  sync: boolean;
};
