import { dayOf, momentOf, zoneOf } from "@/lib/connect/calendar";
import type { SellerMailKind } from "@/lib/mail/kinds";
import type { NewMail } from "@/lib/mail/outbox";
import type { ConnectedAccount, Mail } from "@/prisma/generated/client";

const minuteMs = 60 * 1000;
const dayMs = 24 * 60 * minuteMs;

/** How long nothing has to change before a seller is told what is due: each answer brings news, and most come together. */
export const quietMs = 10 * minuteMs;

/** How long a switch has to stand before a seller is told: Stripe's own checks turn payouts off and on within minutes. */
const standsMs = 30 * minuteMs;

/** So many mails of one cause that could not be sent, on as many days, say that there is nobody at the address. */
const attemptsOfCause = 3;

/** When Stripe's grace for changed details ends: "Update verified information", Stripe's documentation of Connect. */
const graceMs = 14 * dayMs;

/** Not in the night of whoever is reminded: from this hour of their zone. */
const morning = 9;

/** How many days before a date we remind. */
const reminders = [
  [1, "seller_1_day"],
  [3, "seller_3_days"],
  [7, "seller_7_days"],
  [14, "seller_14_days"],
] as const satisfies [number, SellerMailKind][];

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
export const truths: Record<SellerMailKind, Truth> = {
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
  seller_asked: ({ status, dueCount }) => status !== "closed" && dueCount > 0,
};

/** What decides which mail is due. */
export type SellerStanding = Standing &
  Pick<
    ConnectedAccount,
    "id" | "userId" | "changedAt" | "payoutsChangedAt" | "chargesChangedAt" | "statusChangedAt" | "detailsChangedAt"
  > & {
    /** When a check last failed whose entry is still open; null: none. */
    failedAt: Date | null;
  };

/** A mail that the seller got before, or that waits. */
export type EarlierMail = Pick<Mail, "key" | "deadline" | "outcome" | "createdAt"> & { kind: string };

/** Mails that ask for something, or tell that something is wrong. */
const asking = [
  ...(["seller_due", "seller_paused", "seller_charges_off", "seller_check_failed", "seller_asked"] as const),
  ...reminders.map(([, kind]) => kind),
] satisfies SellerMailKind[];

/** Whether a mail speaks of what is due; that payouts are on does where something is. */
export const speaksOfDue = (kind: SellerMailKind): boolean =>
  kind === "seller_payouts_on" || asking.some((each) => each === kind);

/** A mail that may be due: what it is about, and from when it may be sent. */
type Candidate = { kind: SellerMailKind; deadline: Date | null; cause: string; from: Date };

const later = (moment: Date, ms: number) => new Date(moment.getTime() + ms);

/** Every mail whose cause is there and not told yet, the most urgent first. */
function* candidates(account: SellerStanding, earlier: readonly EarlierMail[], at: Date): Generator<Candidate> {
  const { dueBy, changedAt, payoutsChangedAt, chargesChangedAt, statusChangedAt, failedAt, detailsChangedAt } = account;
  const holds = (kind: SellerMailKind, deadline: Date | null = null) => truths[kind](account, deadline, at);
  const told = earlier.filter(({ outcome }) => outcome === "queued" || outcome === "sent");
  const newest = (...kinds: SellerMailKind[]) => told.findLast(({ kind }) => kinds.some((wanted) => wanted === kind));
  const afterQuiet = later(changedAt, quietMs);

  if (holds("seller_closed")) yield switched("seller_closed", statusChangedAt);

  // What the seller was told last is what counts: a switch that went back and forth in between is no news.
  const toldPaused = newest("seller_paused", "seller_payouts_on")?.kind === "seller_paused";
  if (payoutsChangedAt && !toldPaused && holds("seller_paused")) yield switched("seller_paused", payoutsChangedAt);
  if (chargesChangedAt && holds("seller_charges_off")) yield switched("seller_charges_off", chargesChangedAt);
  if (payoutsChangedAt && toldPaused && holds("seller_payouts_on")) {
    yield { ...switched("seller_payouts_on", payoutsChangedAt), deadline: dueBy };
  }

  const allClear = newest("seller_nothing_due", "seller_payouts_on");
  const asked = told.filter(
    ({ kind, createdAt }) => asking.some((each) => each === kind) && (!allClear || createdAt > allClear.createdAt),
  );
  const lastAsked = asked.at(-1);
  if (lastAsked && !toldPaused && holds("seller_nothing_due")) {
    const cause = lastAsked.createdAt.toISOString();
    yield { kind: "seller_nothing_due", deadline: null, cause, from: afterQuiet };
  }

  const failureTold = newest("seller_check_failed");
  if (failedAt && holds("seller_check_failed") && !(failureTold && failureTold.createdAt >= failedAt)) {
    const deadline = dueBy && dueBy > at ? dueBy : null;
    yield { kind: "seller_check_failed", deadline, cause: failedAt.toISOString(), from: afterQuiet };
  }

  const isAbout = ({ deadline }: EarlierMail) => deadline !== null && sameTime(deadline, dueBy);
  // Who was never told of a date hears of it first, and is reminded then.
  if (dueBy && earlier.some((mail) => isAbout(mail) && mail.outcome !== "dropped"))
    yield* beforeDate(account, dueBy, told.filter(isAbout), at);

  if (holds("seller_due", dueBy) && !(dueBy ? told.some(isAbout) : lastAsked)) {
    const cause = dueBy?.toISOString() ?? `undated since ${allClear?.createdAt.toISOString() ?? "the beginning"}`;
    yield { kind: "seller_due", deadline: dueBy, cause, from: afterQuiet };
  }

  if (detailsChangedAt) {
    const deadline = later(detailsChangedAt, graceMs);
    const from = later(detailsChangedAt, quietMs);
    const cause = detailsChangedAt.toISOString();
    if (holds("seller_details_changed", deadline)) yield { kind: "seller_details_changed", deadline, cause, from };
  }
}

const switched = (kind: SellerMailKind, changedAt: Date): Candidate => ({
  ...{ kind, deadline: null, cause: changedAt.toISOString() },
  from: later(changedAt, standsMs),
});

/** The reminder of these days, unless one of the mails about the date came within them; and those to come. */
function* beforeDate(
  account: SellerStanding,
  dueBy: Date,
  told: readonly EarlierMail[],
  at: Date,
): Generator<Candidate> {
  const left = daysLeft(dueBy, at, account.country);
  const current = reminders.find(([days]) => days >= left);
  const zone = zoneOf(account.country, dueBy);
  for (const [days, kind] of reminders) {
    if (left < 1 || !(days < left || days === current?.[0])) continue;
    const heard = told.some(({ createdAt }) => daysLeft(dueBy, createdAt, account.country) <= days);
    if (heard || !remindsBefore(account, dueBy, at)) continue;
    const from = momentOf(dayOf(dueBy, zone) - days, morning, zone);
    yield { kind, deadline: dueBy, cause: dueBy.toISOString(), from };
  }
}

/**
 * Which mail an account's seller is to get now, at most one a day by the calendar of their zone, and when to look again; null:
 * not before something changes. Each cause is told once, whatever was dropped or failed before that: a deadline that moves is
 * another, and so is a switch that the seller was told the opposite of. Nothing is sent for a date that was met. `earlier`: all
 * mails to the seller, oldest first.
 */
export function mailDue(
  account: SellerStanding,
  earlier: readonly EarlierMail[],
  at: Date,
): { mail: NewMail<SellerMailKind> | null; lookAt: Date | null } {
  const { id, userId, country } = account;
  const openAfter = (mails: readonly EarlierMail[]) =>
    [...candidates(account, mails, at)].flatMap(({ cause, ...each }) => {
      const key = `${id}:${each.kind}:${cause}`;
      const before = mails.filter((mail) => mail.key === key || mail.key.startsWith(`${key}:again`));
      const isTold = before.some(({ outcome }) => outcome === "queued" || outcome === "sent");
      if (isTold || before.filter(({ outcome }) => outcome === "failed").length >= attemptsOfCause) return [];
      return [{ ...each, key: before.length === 0 ? key : `${key}:again${before.length}` }];
    });

  const zone = zoneOf(country, at);
  const today = dayOf(at, zone);
  const toldToday = earlier.some(({ outcome, createdAt }) => outcome !== "dropped" && dayOf(createdAt, zone) === today);
  // What is more urgent and only has to stand for a while would else wait a day, because today had its mail.
  const next = openAfter(earlier).find(({ from }) => from <= later(at, standsMs));
  const chosen = toldToday || !next || next.from > at ? undefined : next;
  if (!chosen) return { mail: null, lookAt: nextLook(openAfter(earlier)) };
  const { from: _, ...mail } = chosen;
  return {
    mail: { ...mail, userId },
    lookAt: nextLook(openAfter([...earlier, { ...mail, outcome: "queued", createdAt: at }])),
  };

  /** What is ready waits for tomorrow, because today has its mail. */
  function nextLook(open: readonly { from: Date }[]): Date | null {
    const times = open.map(({ from }) => (from > at ? from : momentOf(today + 1, morning, zone)).getTime());
    return times.length > 0 ? new Date(Math.min(...times)) : null;
  }
}
