import { useLocale, useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_ui/button";
import { Facts } from "@/app/_ui/facts";
import { LocalTime } from "@/app/(applicant)/local-time";
import { brand } from "@/lib/brand";
import type { MyVerification } from "@/lib/verification/schema";
import { Outcome } from "./outcome";

/** A person is looking at it: nothing to do but wait. */
export function InReview({ mine }: { mine: MyVerification }) {
  const t = useTranslations("applicant.inReview");
  const page = useTranslations("applicant");
  const locale = useLocale();
  const { submittedAt, reference } = mine;

  return (
    <Outcome
      status="in_review"
      title={t("title")}
      lead={t("lead")}
      box={
        <Facts
          rows={[
            ...(submittedAt
              ? [{ name: t("sent"), value: <LocalTime at={submittedAt} show="both" locale={locale} /> }]
              : []),
            ...(reference ? [{ name: t("reference"), value: <bdi>{reference}</bdi> }] : []),
          ]}
        />
      }
    >
      <ButtonLink href="/">{page("backHome", { company: brand.company })}</ButtonLink>
      <ButtonLink look="quiet" href="#other-ways">
        {t("quiet")}
      </ButtonLink>
    </Outcome>
  );
}
