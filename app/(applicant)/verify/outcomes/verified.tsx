import { useLocale, useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_ui/button";
import { Facts } from "@/app/_ui/facts";
import { LocalTime } from "@/app/(applicant)/local-time";
import { list } from "@/i18n/format";
import { brand } from "@/lib/brand";
import type { MyVerification } from "@/lib/verification/schema";
import { Outcome } from "./outcome";

/** Verified: what was checked, when, and that no picture, or no number, is kept. */
export function Verified({ mine }: { mine: MyVerification }) {
  const t = useTranslations("applicant.verified");
  const page = useTranslations("applicant");
  const locale = useLocale();
  const company = brand.company;
  const { verifiedAt, reference, verifiedKinds } = mine;
  const checks = verifiedKinds.map((kind) => t(`checks.${kind}`));
  const isNumberAlone = verifiedKinds.includes("id_number") && !verifiedKinds.includes("document");

  return (
    <Outcome
      status="verified"
      title={t("title")}
      lead={t("lead", { company })}
      box={
        <Facts
          rows={[
            ...(checks.length > 0 ? [{ name: t("what"), value: list(checks, "plain", locale) }] : []),
            ...(verifiedAt
              ? [{ name: t("since"), value: <LocalTime at={verifiedAt} show="date" locale={locale} /> }]
              : []),
            ...(reference ? [{ name: t("reference"), value: <bdi>{reference}</bdi> }] : []),
            { name: t(isNumberAlone ? "number" : "pictures"), value: t("keptValue") },
          ]}
        />
      }
    >
      <ButtonLink href="/">{page("backHome", { company })}</ButtonLink>
    </Outcome>
  );
}
