import "server-only";
import type { SyncJob } from "@/lib/jobs/definitions";
import { reconcileSessions } from "@/lib/reconciler/stale-sessions";
import { adoptUnknownSessions } from "@/lib/reconciler/unknown-sessions";

/** How many were found, by the word for why. */
export type Findings = Record<string, number>;

/** What the reconciler asks of one kind of target. Each enqueues syncs and says how many. */
type Kind = {
  /** Those of ours that may have changed at Stripe without our hearing of it. */
  stale: () => Promise<Findings>;
  /** Those that Stripe has and we do not. */
  unknown: () => Promise<Findings>;
};

/** Every kind of target, by the job that syncs it: one without its line does not compile. */
export const kinds: Record<SyncJob, Kind> = {
  syncVerificationSession: {
    stale: reconcileSessions,
    unknown: async () => ({ unknown_session: await adoptUnknownSessions() }),
  },
};
