import "server-only";
import type { Locale } from "@/i18n/locales";
import { readAskedLine } from "@/lib/connect/asked-line";
import { zoneOf } from "@/lib/connect/calendar";
import { readAlternatives, toTaskFacts } from "@/lib/connect/converge";
import { daysLeft, truths } from "@/lib/connect/mails";
import { groupTasks } from "@/lib/connect/requirements/tasks";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { MailContent } from "@/lib/mail/content";
import type { SellerMailKind } from "@/lib/mail/kinds";
import type { NewMail } from "@/lib/mail/outbox";
import { sellerMail } from "@/lib/mail/seller-mails";
import { now } from "@/lib/time";

/**
 * Writes a mail to a seller from what our rows say now; null where that is not what the mail was for. Opens no sealed
 * field but the line of staff that the mail was asked for with.
 */
export async function sellerMailOf(
  { key, userId, kind, deadline }: NewMail<SellerMailKind>,
  locale: Locale,
): Promise<MailContent | null> {
  const account = await db.connectedAccount.findUnique({
    where: { userId },
    include: { requirements: { where: { closedAt: null } } },
  });
  const at = now();
  if (!account || !truths[kind](account, deadline, at)) return null;
  // Another date than the one it was for is told by another mail.
  const isNearest = account.dueBy?.getTime() === deadline?.getTime();
  const date = isNearest || kind === "seller_details_changed" ? deadline : null;
  // Things are tasks, as the seller's page counts them.
  const { tasks } = groupTasks(
    toTaskFacts(account.requirements, { ...account, alternatives: readAlternatives(account.alternatives) }),
  );
  const inState = (...states: string[]) => tasks.filter(({ state }) => states.includes(state)).length;
  return sellerMail(
    kind,
    {
      page: new URL("/connect", env().appUrl),
      count: inState("failed", "past_due", "due"),
      failed: inState("failed"),
      overdue: account.requirements.some(({ list }) => list === "past"),
      deadline: date,
      daysLeft: date ? daysLeft(date, at, account.country) : 0,
      timeZone: date ? zoneOf(account.country, date) : "UTC",
      line: await readAskedLine(userId, key),
    },
    locale,
  );
}
