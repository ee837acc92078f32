import { useLocale, useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { LocalTime } from "@/app/(applicant)/local-time";
import { askedFor } from "@/app/(applicant)/verify/asked-for";
import { brand } from "@/lib/brand";
import type { MyVerification } from "@/lib/verification/schema";
import { Outcome } from "./outcome";

const longAfterMs = 10 * 60 * 1000;

/** The checks run; what arrived is listed as soon as Stripe has said that it did. `present`: the time now. */
export function Checking({ mine, present }: { mine: MyVerification; present: Date }) {
  const t = useTranslations("applicant.checking");
  const page = useTranslations("applicant");
  const locale = useLocale();
  const { status, submittedAt } = mine;
  const arrived = status === "checking" ? submittedAt : null;
  const long = arrived !== null && present.getTime() - Date.parse(arrived) > longAfterMs;
  const time = (at: string) => <LocalTime at={at} show="time" locale={locale} />;

  return (
    <Outcome
      status="checking"
      size="tall"
      title={long ? t("longTitle") : t("title")}
      lead={long ? t("longLead") : t("lead")}
      box={
        <ul className="rows mt-3">
          {arrived &&
            askedFor().map((kind) => (
              <li key={kind} className="flex items-center gap-3.5 py-3">
                <Disc tone="success">
                  <Icon of="Check" className="size-5" />
                </Disc>
                <span className="flex-1 font-medium">{t(`received.${kind}`)}</span>
                <span className="muted text-small">{time(arrived)}</span>
              </li>
            ))}
          <li className="flex items-center gap-3.5 py-3">
            <Disc tone="primary">
              <span className="loading loading-spinner size-5" />
            </Disc>
            <span className="flex-1 font-semibold">{arrived ? t("running") : t("arriving")}</span>
            {arrived && <span className="muted text-small">{t.rich("since", { time: () => time(arrived) })}</span>}
          </li>
        </ul>
      }
    >
      <p className="muted flex items-center justify-center gap-2 text-caption">
        <span className="pulse" aria-hidden="true" />
        {t("live")}
      </p>
      <ButtonLink look="quiet" href="/">
        {page("backHome", { company: brand.company })}
      </ButtonLink>
    </Outcome>
  );
}
