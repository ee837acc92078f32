import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Facts } from "@/app/_ui/facts";
import { formatLocale } from "@/app/(applicant)/verify/format";
import type { MyVerification } from "@/lib/verification/schema";
import { LocalTime } from "./local-time";
import { Outcome } from "./outcome";

/** A person is looking at it: nothing to do but wait. */
export async function InReview({ mine }: { mine: MyVerification }) {
  const [t, page, common, locale] = await Promise.all([
    getTranslations("applicant.inReview"),
    getTranslations("applicant"),
    getTranslations("common"),
    getLocale(),
  ]);
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
              ? [{ name: t("sent"), value: <LocalTime at={submittedAt} show="both" locale={formatLocale(locale)} /> }]
              : []),
            ...(reference ? [{ name: t("reference"), value: <bdi>{reference}</bdi> }] : []),
          ]}
        />
      }
    >
      <ButtonLink href="/">{page("backHome", { company: common("company") })}</ButtonLink>
      <ButtonLink look="quiet" href="#other-ways">
        {t("quiet")}
      </ButtonLink>
    </Outcome>
  );
}
