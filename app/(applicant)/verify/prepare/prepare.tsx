import { useLocale, useTranslations } from "next-intl";
import { asksNumberAlone, mayCheckPhone } from "@/app/(applicant)/verify/asked-for";
import { documentList } from "@/app/(applicant)/verify/document-list";
import { StartButton } from "@/app/(applicant)/verify/start/start-button";
import { countryName } from "@/i18n/countries";
import type { MyVerification } from "@/lib/verification/schema";
import { PrepareView } from "./prepare-view";

/** First half of preparing: what one needs at hand, and how good pictures are made. Nothing is sent from here. */
export function Prepare({ mine }: { mine: MyVerification }) {
  const t = useTranslations("applicant.prepare");
  const document = useTranslations("applicant.document");
  const locale = useLocale();
  const documents = documentList(mine, document, locale);
  const { documentCountry: country, phone } = mine.declared;

  const content = {
    title: t("title"),
    lead: t("lead"),
    needs: t("needs"),
    number: asksNumberAlone() && {
      title: t("number"),
      text: t("numberText"),
      nameTitle: t("numberName"),
      nameText: t("numberNameText"),
    },
    document: {
      title: t("document"),
      text: country
        ? t.rich("documentFrom", {
            documents,
            country: () => <b className="font-semibold text-base-content">{countryName(country, locale)}</b>,
          })
        : t("documentAnywhere", { documents }),
      link: country ? t("change") : t("choose"),
      linkLabel: country ? t("changeLabel") : t("chooseLabel"),
    },
    camera: {
      title: t("camera"),
      texts: { ask: t("cameraAsk"), found: t("cameraFound"), none: t("cameraNone"), in_app: t("cameraInApp") },
    },
    face: { title: t("face"), text: t("faceText") },
    phone: mayCheckPhone() && {
      title: t("phone"),
      text: phone ? t.rich("phoneKnown", { phone: () => <bdi>{phone}</bdi> }) : t("phoneText"),
      link: phone ? t("change") : t("phoneAdd"),
      linkLabel: phone ? t("phoneChangeLabel") : t("phoneAddLabel"),
    },
    tips: {
      title: t("tips.title"),
      texts: {
        corners: t("tips.corners"),
        glare: t("tips.glare"),
        original: t("tips.original"),
        light: t("tips.light"),
      },
    },
    continue: t("continue"),
    next: t("next"),
  };

  return (
    <PrepareView content={content}>
      {mine.consent === "agreed" && (
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
      )}
    </PrepareView>
  );
}
