import { useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { Actions, Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { asksNumberAlone } from "@/app/(applicant)/verify/asked-for";
import { brand } from "@/lib/brand";

const facts = { quick: "Timer", private: "LockKeyhole", choice: "UsersRound" } as const;

/** What the signed-out find at `/`: what this is, and the way in. */
export function Welcome() {
  const t = useTranslations("applicant.landing");
  const number = asksNumberAlone();

  return (
    <>
      <Stage art="ready" tone="primary" size="tall" />
      <div className="mt-6">
        <Title lead={t(number ? "numberLead" : "lead", { company: brand.company })}>{t("title")}</Title>
      </div>
      <ul className="rows mt-3.5">
        {(["quick", "private", "choice"] as const).map((fact) => (
          <li key={fact} className="flex items-start gap-3.5 py-3">
            <Disc tone="primary">
              <Icon of={facts[fact]} className="size-5" />
            </Disc>
            <div>
              <h2 className="font-semibold">{t(`facts.${fact}.title`)}</h2>
              <p className="muted text-small">
                {t(number && fact !== "quick" ? `facts.${fact}.number` : `facts.${fact}.text`)}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <Actions>
        <ButtonLink href="/sign-in">
          {t("signIn")}
          <Icon of="ArrowRight" className="size-5 rtl:-scale-x-100" />
        </ButtonLink>
        <p className="muted mt-1.5 text-center text-caption">{t("signInNote")}</p>
      </Actions>
    </>
  );
}
