import { isRejected } from "@/lib/connect/requirements/disabled-reason";
import type { ConnectStatus } from "@/prisma/generated/enums";

/** What the status of an account follows from. */
export type Standing = {
  /** Whether Stripe has answered its creation. */
  known: boolean;
  /** Whether Stripe shows the account no more. */
  gone: boolean;
  payoutsEnabled: boolean;
  /** requirements.disabled_reason. */
  disabledReason: string | null;
  /** Whether payouts were ever on: an account that is new has everything past due and no deadline that it missed. */
  wasEnabled: boolean;
  /** How many entries are past due, asked for, and being checked. */
  past: number;
  due: number;
  pending: number;
};

/** Reasons that only say what the lists say too; any other is Stripe's or the platform's own. */
const byLists = ["requirements.past_due", "requirements.pending_verification", "requirements.fields_needed"];

/** The one word for where an account stands. Stripe's reasons are an open list: one that we do not know pauses. */
export function deriveStatus(standing: Standing): ConnectStatus {
  const { disabledReason, payoutsEnabled } = standing;
  if (!standing.known) return "not_started";
  if (standing.gone || isRejected(disabledReason)) return "closed";
  if (disabledReason !== null && !byLists.includes(disabledReason)) return "paused";
  if (standing.past > 0 && standing.wasEnabled) return payoutsEnabled ? "past_due" : "paused";
  if (standing.due > 0) return "due";
  return standing.pending > 0 || !payoutsEnabled ? "checking" : "enabled";
}

/** What changes with whatever Stripe says of an account. */
export const versionOf = ({ status, changedAt }: { status: string; changedAt: Date }): string =>
  `${status}:${changedAt.getTime()}`;
