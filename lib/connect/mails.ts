import { dayOf, zoneOf } from "@/lib/connect/calendar";
import type { MailKind } from "@/lib/mail/kinds";
import type { ConnectedAccount } from "@/prisma/generated/client";

/** What of an account decides whether a mail says what is true. */
type Standing = Pick<
  ConnectedAccount,
  "status" | "country" | "payoutsEnabled" | "chargesEnabled" | "dueBy" | "dueCount" | "failedCount" | "pendingCount"
>;

const sameTime = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime();

/** Whole days between two moments by the calendar that a seller reads. */
export const daysLeft = (deadline: Date, at: Date, country: string): number => {
  const zone = zoneOf(country, deadline);
  return dayOf(deadline, zone) - dayOf(at, zone);
};

/** Something is due by exactly this date, which is still to come; or without one. */
const isAskedBy = (deadline: Date | null, account: Standing, at: Date) =>
  account.status !== "closed" &&
  account.dueCount > 0 &&
  sameTime(account.dueBy, deadline) &&
  (deadline === null || deadline > at);

type Truth = (account: Standing, deadline: Date | null, at: Date) => boolean;

const remindsBefore: Truth = (account, deadline, at) => deadline !== null && isAskedBy(deadline, account, at);

/**
 * Whether a mail says what is true of the account at this moment. Asked when it is put into the outbox and again when it is
 * sent, which may be hours later: what was met in between is not asked for.
 */
export const truths: Record<MailKind, Truth> = {
  seller_due: (account, deadline, at) => isAskedBy(deadline, account, at),
  seller_14_days: remindsBefore,
  seller_7_days: remindsBefore,
  seller_3_days: remindsBefore,
  // Its words say "tomorrow".
  seller_1_day: (account, deadline, at) =>
    deadline !== null && isAskedBy(deadline, account, at) && daysLeft(deadline, at, account.country) === 1,
  seller_paused: ({ status, payoutsEnabled }) => status !== "closed" && !payoutsEnabled,
  seller_charges_off: ({ status, chargesEnabled }) => status !== "closed" && !chargesEnabled,
  seller_nothing_due: ({ status, dueCount, pendingCount }) =>
    status === "enabled" && dueCount === 0 && pendingCount === 0,
  seller_payouts_on: ({ payoutsEnabled }) => payoutsEnabled,
  seller_check_failed: ({ status, failedCount }) => status !== "closed" && failedCount > 0,
  seller_details_changed: ({ status }, deadline, at) => status !== "closed" && deadline !== null && deadline > at,
  seller_closed: ({ status }) => status === "closed",
};
