import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Facts } from "@/app/_ui/facts";
import { formatLocale } from "@/app/(applicant)/verify/format";
import type { MyVerification } from "@/lib/verification/schema";
import { askedFor } from "./asked-for";
import { LocalTime } from "./local-time";
import { Outcome } from "./outcome";

/** Verified: what was checked, when, and that no picture is kept. */
export async function Verified({ mine }: { mine: MyVerification }) {
  const [t, page, common, locale] = await Promise.all([
    getTranslations("applicant.verified"),
    getTranslations("applicant"),
    getTranslations("common"),
    getLocale(),
  ]);
  const company = common("company");
  const { verifiedAt, reference } = mine;
  const checks = askedFor().map((kind) => t(`checks.${kind}`));
  const checked = (
    <span className="inline-block first-letter:uppercase">
      {new Intl.ListFormat(formatLocale(locale), { type: "conjunction" }).format(checks)}
    </span>
  );

  return (
    <Outcome
      status="verified"
      title={t("title")}
      lead={t("lead", { company })}
      box={
        <Facts
          rows={[
            ...(checks.length > 0 ? [{ name: t("what"), value: checked }] : []),
            ...(verifiedAt
              ? [{ name: t("since"), value: <LocalTime at={verifiedAt} show="date" locale={formatLocale(locale)} /> }]
              : []),
            ...(reference ? [{ name: t("reference"), value: <bdi>{reference}</bdi> }] : []),
            { name: t("pictures"), value: t("picturesValue") },
          ]}
        />
      }
    >
      <ButtonLink href="/">{page("backHome", { company })}</ButtonLink>
    </Outcome>
  );
}
