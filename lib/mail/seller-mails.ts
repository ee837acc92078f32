import "server-only";
import { zonedMoment } from "@/i18n/format";
import type { Locale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import { brand } from "@/lib/brand";
import type { MailContent } from "@/lib/mail/content";
import type { SellerMailKind } from "@/lib/mail/kinds";

/** What a seller's account needs at this moment. */
export type SellerFacts = {
  /** The seller's page. */
  page: URL;
  /** How many things somebody has to do, and how many of them Stripe has checked in vain. */
  count: number;
  failed: number;
  /** Whether the time for some of them is over. */
  overdue: boolean;
  /** The date that the mail speaks of, and how many days are left to it by the calendar of the zone (IANA). */
  deadline: Date | null;
  daysLeft: number;
  timeZone: string;
  /** What staff add in their own words; null: nothing. */
  line: string | null;
};

/** The words of a mail to a seller. They name no person, company, document or reason: the page does, after signing in. */
export async function sellerMail(kind: SellerMailKind, facts: SellerFacts, locale: Locale): Promise<MailContent> {
  const t = await translatorOf(locale, "mail");
  const { page, count, failed, overdue, daysLeft: days } = facts;
  const { company, supportAddress: address } = brand;
  const moment = facts.deadline && t("moment", zonedMoment(facts.deadline, facts.timeZone, locale));
  const marks = {
    action: { text: t("seller.mark.action"), tone: "warning" },
    days: { text: t("seller.mark.days", { days }), tone: "warning" },
    paused: { text: t("seller.mark.paused"), tone: "error" },
  } as const;

  const after = t("seller.after", { count });
  const asks = [
    t("seller.due.asks", { count }),
    moment ? t("seller.due.by", { count, moment }) : t("seller.due.undated"),
  ].join(" ");
  const because = t("seller.because", { company });
  const soon = (): Words => ({
    mark: marks.days,
    title: t("seller.soon.title", { count }),
    paragraphs: [moment && t("seller.soon.by", { count, moment }), after],
    button: t("seller.button.see"),
    because: t("seller.becauseOfDate", { company }),
  });

  /** A paragraph that has nothing to say is null. */
  type Words = Pick<MailContent, "mark" | "title"> & {
    paragraphs: (string | null)[];
    button: string;
    because?: string;
  };
  const words: Record<SellerMailKind, () => Words> = {
    seller_due: () => ({
      mark: marks.action,
      title: t("seller.due.title"),
      paragraphs: [asks, after],
      button: t("seller.button.see"),
    }),
    seller_14_days: soon,
    seller_7_days: soon,
    seller_3_days: soon,
    seller_1_day: () => ({
      mark: marks.days,
      title: t("seller.tomorrow.title", { count }),
      paragraphs: [moment && t("seller.tomorrow.by", { count, moment }), after],
      button: t("seller.button.see"),
      because: t("seller.becauseOfDate", { company }),
    }),
    seller_paused: () => ({
      mark: marks.paused,
      title: t("seller.paused.title"),
      paragraphs: [overdue ? t("seller.paused.over", { count }) : t("seller.signIn")],
      button: overdue ? t("seller.button.send") : t("seller.button.see"),
    }),
    seller_charges_off: () => ({
      mark: marks.action,
      title: t("seller.chargesOff.title"),
      paragraphs: [t("seller.signIn")],
      button: t("seller.button.see"),
    }),
    seller_nothing_due: () => ({
      mark: null,
      title: t("seller.nothingDue.title"),
      paragraphs: [t("seller.nothingDue.lead")],
      button: t("seller.button.account"),
    }),
    seller_payouts_on: () => ({
      mark: null,
      title: t("seller.payoutsOn.title"),
      paragraphs:
        count === 0
          ? [t("seller.payoutsOn.lead")]
          : [t("seller.payoutsOn.rest", { count }), moment && t("seller.due.by", { count, moment })],
      button: count === 0 ? t("seller.button.account") : t("seller.button.see"),
    }),
    seller_check_failed: () => ({
      mark: marks.action,
      title: t("seller.checkFailed.title", { count: failed }),
      paragraphs: [t("seller.checkFailed.lead", { count: failed }), moment && t("seller.checkFailed.by", { moment })],
      button: t("seller.button.fix"),
    }),
    seller_details_changed: () => ({
      mark: null,
      title: t("seller.detailsChanged.title"),
      paragraphs: [moment && t("seller.detailsChanged.lead", { moment })],
      button: t("seller.button.changes"),
    }),
    seller_asked: () => ({
      mark: marks.action,
      title: t("seller.asked.title"),
      paragraphs: [
        overdue ? t("seller.paused.over", { count }) : asks,
        facts.line && t("seller.asked.line", { company, line: facts.line }),
        after,
      ],
      button: overdue ? t("seller.button.send") : t("seller.button.see"),
    }),
    seller_closed: () => ({
      mark: null,
      title: t("seller.closed.title"),
      paragraphs: [t("seller.closed.lead")],
      button: t("seller.button.read"),
    }),
  };

  const { mark, title, paragraphs, button, because: why = because } = words[kind]();
  return {
    subject: title,
    mark,
    title,
    paragraphs: paragraphs.filter((paragraph) => paragraph !== null),
    button: { label: button, href: page.href },
    opens: t("frame.opens", { host: page.host }),
    foot: [why, t("frame.question", { address }), company],
    bold: [page.host, ...(moment ? [moment] : [])],
  };
}
