import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { type BoardFilter, type BoardPage, type PayoutRisk, payoutRisks, riskDays } from "@/lib/connect/staff/schema";
import { now } from "@/lib/time";
import { boardHref } from "./board-address";

const dayMs = 86_400_000;

const looks: Record<PayoutRisk, { icon: IconName; tone: string }> = {
  off: { icon: "CirclePause", tone: "text-error" },
  within_3: { icon: "Clock", tone: "text-error" },
  within_7: { icon: "CalendarClock", tone: "text-warning" },
  within_14: { icon: "Calendar", tone: "" },
};

/** Who lost payouts and who may lose them in 3, 7 and 14 days: figures that lead to the same filter, or away from it. */
export function PayoutRisks({
  filter,
  byRisk,
  format,
}: {
  filter: BoardFilter;
  byRisk: BoardPage["byRisk"];
  format: StaffFormat;
}) {
  const t = useTranslations("staff.accounts.risk");
  const note = (days: number | null) =>
    days === null
      ? t("offNote")
      : t("until", { day: format.day(new Date(now().getTime() + days * dayMs).toISOString()) });
  return (
    <nav aria-label={t("label")} className="payout-risks">
      {payoutRisks.map((risk) => {
        const { icon, tone } = looks[risk];
        const on = filter.payouts === risk;
        return (
          <a
            key={risk}
            href={boardHref(filter, { payouts: on ? undefined : risk, status: undefined })}
            aria-current={on ? "true" : undefined}
          >
            <span className={`payout-risk-name ${tone}`}>
              <Icon of={icon} className="size-3.5" />
              {t(`name.${risk}`)}
            </span>{" "}
            <strong className="num">{format.count(byRisk[risk])}</strong>{" "}
            <span className="text-2xs muted">{note(riskDays[risk])}</span>
          </a>
        );
      })}
    </nav>
  );
}
