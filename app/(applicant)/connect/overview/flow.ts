import type { ConnectAccount } from "@/lib/connect/schema";

/** Whether money flows, in one word; a text each in `applicant.connect.flow`. */
export type Flow = "on" | "at_risk" | "paused" | "off" | "not_yet";

type Facts = Pick<
  ConnectAccount,
  "status" | "chargesEnabled" | "payoutsEnabled" | "chargesChangedAt" | "payoutsChangedAt" | "dueBy"
>;

const flowOf = (enabled: boolean, changedAt: string | null, { status, dueBy }: Facts): Flow => {
  // Stripe's switches alone say whether money flows; a closed account may still pay out.
  if (enabled) return dueBy === null ? "on" : "at_risk";
  if (status === "closed") return "off";
  return changedAt === null ? "not_yet" : "paused";
};

/** Payments from customers. */
export const paymentsOf = (account: Facts): Flow => flowOf(account.chargesEnabled, account.chargesChangedAt, account);

/** Payouts to the seller's bank. */
export const payoutsOf = (account: Facts): Flow => flowOf(account.payoutsEnabled, account.payoutsChangedAt, account);
