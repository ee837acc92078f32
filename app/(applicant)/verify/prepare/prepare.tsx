import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ButtonLink } from "@/app/_ui/button";
import { Actions, Title } from "@/app/_ui/frame";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Disc } from "@/app/_ui/mark";
import { Tip } from "@/app/_ui/stage";
import { documentList } from "@/app/(applicant)/verify/document-list";
import { CameraCheck } from "@/app/(applicant)/verify/start/camera-check";
import { StartButton } from "@/app/(applicant)/verify/start/start-button";
import { countryName } from "@/i18n/countries";
import type { MyVerification } from "@/lib/verification/schema";

function Need({ icon, title, end, children }: { icon: IconName; title: string; end?: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-start gap-3.5 py-3">
      <span className="mt-1">
        <Disc tone="primary">
          <Icon of={icon} className="size-5" />
        </Disc>
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        <p className="muted text-small">{children}</p>
      </div>
      {end}
    </li>
  );
}

/** First half of preparing: what one needs at hand, and how good pictures are made. Nothing is sent from here. */
export function Prepare({ mine }: { mine: MyVerification }) {
  const t = useTranslations("applicant.prepare");
  const document = useTranslations("applicant.document");
  const locale = useLocale();
  const documents = documentList(mine, document, locale);
  const { documentCountry: country } = mine.declared;

  return (
    <>
      <Title lead={t("lead")}>{t("title")}</Title>
      <h2 className="sr-only">{t("needs")}</h2>
      <ul className="rows mt-3.5">
        <Need
          icon="IdCard"
          title={t("document")}
          end={
            <a
              href="/verify?step=details"
              aria-label={country ? t("changeLabel") : t("chooseLabel")}
              className="text-link -me-2 shrink-0 self-center px-2"
            >
              {country ? t("change") : t("choose")}
            </a>
          }
        >
          {country
            ? t.rich("documentFrom", {
                documents,
                country: () => <b className="font-semibold text-base-content">{countryName(country, locale)}</b>,
              })
            : t("documentAnywhere", { documents })}
        </Need>
        <Need icon="Camera" title={t("camera")}>
          <CameraCheck
            texts={{
              ask: t("cameraAsk"),
              found: t("cameraFound"),
              none: t("cameraNone"),
              in_app: t("cameraInApp"),
            }}
          />
        </Need>
        <Need icon="ScanFace" title={t("face")}>
          {t("faceText")}
        </Need>
      </ul>
      <h2 className="sr-only">{t("tips.title")}</h2>
      <ul className="tone-primary mt-2 grid grid-cols-4 gap-2 sm:gap-4">
        {(["corners", "glare", "original", "light"] as const).map((kind) => (
          <Tip key={kind} kind={kind}>
            {t(`tips.${kind}`)}
          </Tip>
        ))}
      </ul>
      <Actions>
        {mine.consent === "agreed" ? (
          <StartButton mine={mine}>
            <p className="muted mt-1.5 text-center text-caption">
              {t.rich("agreed", {
                link: (text) => (
                  <a href="/verify?step=consent" className="underline underline-offset-2">
                    {text}
                  </a>
                ),
              })}
            </p>
          </StartButton>
        ) : (
          <>
            <ButtonLink href="/verify?step=consent">
              {t("continue")}
              <Icon of="ArrowRight" className="size-5 rtl:-scale-x-100" />
            </ButtonLink>
            <p className="muted mt-1.5 text-center text-caption">{t("next")}</p>
          </>
        )}
      </Actions>
    </>
  );
}
