import "server-only";
import type { AuditAction } from "@/lib/audit/actions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { syncConnectedAccount } from "@/lib/connect/sync";
import type { TargetType } from "@/lib/jobs/definitions";
import { askForAccount, readHeldAccount } from "@/lib/reconciler/account-drift";
import type { ComparedDifference, ComparedSide } from "@/lib/reconciler/schema";
import { askForSession, readHeldSession } from "@/lib/reconciler/session-drift";
import { reconcileAccounts } from "@/lib/reconciler/stale-accounts";
import { reconcileSessions } from "@/lib/reconciler/stale-sessions";
import { adoptUnknownAccounts } from "@/lib/reconciler/unknown-accounts";
import { adoptUnknownSessions } from "@/lib/reconciler/unknown-sessions";
import { type Synced, syncVerificationSession } from "@/lib/verification/sync";
import { getVerificationOf } from "@/lib/verification/verification-of-session";

/** How many were found, by the word for why. */
export type Findings = Record<string, number>;

/** What is done with one type of target. The first two enqueue syncs and say how many. */
type Kind = {
  /** Those of ours that may have changed at Stripe without our hearing of it. */
  stale: () => Promise<Findings>;
  /** Those that Stripe has and we do not. */
  unknown: () => Promise<Findings>;
  /** Reads one from Stripe and makes our rows say the same; `fixed`: in what they differed until then. */
  sync: (id: string) => Promise<{
    outcome: Synced["outcome"];
    verification?: { id: string } | null;
    fixed: ComparedDifference | null;
  }>;
  /** How the audit log calls a sync by hand. */
  synced: AuditAction;
  /** What we hold of one, and when we last read it. */
  held: (id: string) => Promise<{ side: ComparedSide; syncedAt: Date } | null>;
  /** What Stripe says of one; null: it has none. */
  atStripe: (id: string) => Promise<ComparedSide | null>;
  /** The verification that one belongs to; null: none, or none for this viewer. */
  verification: (viewer: Viewer, id: string) => Promise<{ id: string; reference: string } | null>;
};

/** Every type of target: one without its entry does not compile. */
export const kinds: Record<TargetType, Kind> = {
  verification_session: {
    stale: reconcileSessions,
    unknown: async () => ({ unknown_session: await adoptUnknownSessions() }),
    sync: syncVerificationSession,
    synced: "session.synced",
    held: readHeldSession,
    atStripe: askForSession,
    verification: getVerificationOf,
  },
  connected_account: {
    stale: reconcileAccounts,
    unknown: async () => ({ unknown_account: await adoptUnknownAccounts() }),
    sync: syncConnectedAccount,
    synced: "account.synced",
    held: readHeldAccount,
    atStripe: askForAccount,
    verification: async () => null,
  },
};
