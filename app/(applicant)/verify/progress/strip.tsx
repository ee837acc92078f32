import { useLocale, useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import { numberFormats, shortDuration } from "@/i18n/format";
import type { MyVerification } from "@/lib/verification/schema";

/** What stands in the second place of the strip. */
export type Expectation =
  | "aboutTwoMinutes"
  | "aboutOneMinute"
  | "oneWorkingDay"
  | "threeWorkingDays"
  | "fourDays"
  | "took";

/** Attempts, time, other ways: what one may want to know beside the sheet. */
export function Strip({ mine, expect }: { mine: MyVerification; expect: Expectation }) {
  const t = useTranslations("applicant.strip");
  const locale = useLocale();
  const number = numberFormats.plain(locale);
  const { used, max } = mine.attempts;
  const verified = mine.status === "verified";
  const count = verified ? used : Math.max(0, max - used);
  const took = mine.submittedAt && mine.verifiedAt ? Date.parse(mine.verifiedAt) - Date.parse(mine.submittedAt) : null;

  const time = () => {
    if (expect !== "took") {
      return {
        label: t(expect.endsWith("Minutes") || expect.endsWith("Minute") ? "usualTime" : "usualAnswer"),
        text: t(expect),
      };
    }
    return took === null ? null : { label: t("took"), text: shortDuration(took, locale) };
  };
  const expectation = time();

  return (
    <aside className="strip bg-base-200 sm:mt-5 sm:bg-transparent" aria-label={t("label")}>
      <div>
        <span className="muted text-caption">{verified ? t("attemptsUsed") : t("attemptsLeft")}</span>
        <span className="flex items-center gap-2 font-semibold">
          <bdi>{t("of", { count: number.format(count), max: number.format(max) })}</bdi>
          <span className="flex gap-1" aria-hidden="true">
            {[1, 2, 3, 4, 5, 6].slice(0, max).map((bar) => (
              <span
                key={bar}
                className={`h-1.5 w-4 rounded-full ${bar <= count ? "bg-primary" : "bg-base-content/20"}`}
              />
            ))}
          </span>
        </span>
      </div>
      {expectation && (
        <div>
          <span className="muted text-caption">{expectation.label}</span>
          <span className="font-semibold">{expectation.text}</span>
        </div>
      )}
      <a href="#other-ways">
        {t("otherWays")}
        <Icon of="ChevronRight" className="size-4 rtl:-scale-x-100" />
      </a>
    </aside>
  );
}
