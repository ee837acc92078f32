import { useLocale, useTranslations } from "next-intl";
import type { Tone } from "@/app/_ui/notice";
import { asksNumberAlone } from "@/app/(applicant)/verify/asked-for";
import { numberFormats, shortDuration } from "@/i18n/format";
import { brand } from "@/lib/brand";
import { env } from "@/lib/env";
import type { MyVerification } from "@/lib/verification/schema";
import type { OtherWaysContent } from "./other-ways";
import type { RailContent, RailStep } from "./rail";
import type { StripContent } from "./strip";
import { tookMs } from "./took";

/** What stands in the second place of the strip. */
export type Expectation =
  | "aboutTwoMinutes"
  | "aboutOneMinute"
  | "oneWorkingDay"
  | "threeWorkingDays"
  | "fourDays"
  | "took";

/** The words of the rail. */
export function useRailContent(at: RailStep, tone: Tone): RailContent {
  const t = useTranslations("applicant.rail");
  const capture = t(asksNumberAlone() ? "number" : "capture");
  return { label: t("label"), steps: [t("prepare"), capture, t("checking"), t("result")], at, tone };
}

/** The words of the strip. */
export function useStripContent(mine: MyVerification, expect: Expectation): StripContent {
  const t = useTranslations("applicant.strip");
  const locale = useLocale();
  const number = numberFormats.plain(locale);
  const { used, max } = mine.attempts;
  const verified = mine.status === "verified";
  const count = verified ? used : Math.max(0, max - used);
  const took = tookMs(mine);

  const expectation = () => {
    if (expect !== "took") {
      return {
        label: t(expect.endsWith("Minutes") || expect.endsWith("Minute") ? "usualTime" : "usualAnswer"),
        text: t(expect),
      };
    }
    return took === null ? null : { label: t("took"), text: shortDuration(took, locale) };
  };
  return {
    label: t("label"),
    attempts: {
      label: verified ? t("attemptsUsed") : t("attemptsLeft"),
      text: t("of", { count: number.format(count), max: number.format(max) }),
      count,
      max,
    },
    expectation: expectation(),
    otherWays: t("otherWays"),
  };
}

/** The words of the other ways. */
export function useOtherWaysContent(mine: MyVerification): OtherWaysContent {
  const t = useTranslations("applicant.otherWays");
  const address = brand.supportAddress;
  const number = asksNumberAlone();
  const mailLink = () => (
    <a href={`mailto:${address}`} className="font-semibold text-primary underline underline-offset-2">
      <bdi>{address}</bdi>
    </a>
  );
  const page = () => (
    <bdi className="break-words font-semibold text-base-content">{`${new URL(env().appUrl).host}/verify`}</bdi>
  );
  const reference = () => <bdi className="font-semibold text-base-content">{mine.reference}</bdi>;

  return {
    title: t("title"),
    people: {
      title: t("people.title"),
      text: number ? t.rich("people.numberText", { address: mailLink }) : t.rich("people.text", { address: mailLink }),
      reference: mine.reference && t.rich("people.case", { case: reference }),
    },
    phone: {
      title: t("phone.title"),
      text: number ? t.rich("phone.numberText", { address: page }) : t.rich("phone.text", { address: page }),
    },
    question: { title: t("question.title"), text: t.rich("question.text", { address: mailLink }) },
  };
}
