import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Field, SelectField } from "@/app/_ui/field";
import { Actions, Title } from "@/app/_ui/frame";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Disc } from "@/app/_ui/mark";
import { Tip } from "@/app/_ui/stage";
import { SubmitButton } from "@/app/_ui/submit-button";
import { saveDetailsAction, withoutFaceCheckAction } from "@/app/(applicant)/verify/actions";
import { documentList, formatLocale } from "@/app/(applicant)/verify/format";
import { CameraCheck } from "@/app/(applicant)/verify/start/camera-check";
import { StartButton } from "@/app/(applicant)/verify/start/start-button";
import { countriesByName, countryName } from "@/i18n/countries";
import { consentVersion, type MyVerification } from "@/lib/verification/schema";

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
        <p className="muted text-small first-letter:uppercase">{children}</p>
      </div>
      {end}
    </li>
  );
}

/** First half of preparing: what one needs at hand, and how good pictures are made. Nothing is sent from here. */
export async function Prepare({ mine }: { mine: MyVerification }) {
  const [t, document, locale] = await Promise.all([
    getTranslations("applicant.prepare"),
    getTranslations("applicant.document"),
    getLocale(),
  ]);
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
                country: () => (
                  <b className="font-semibold text-base-content">{countryName(country, formatLocale(locale))}</b>
                ),
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

/** The form behind "Change": country of the document, and the name in it if the person likes. */
export async function Details({ mine }: { mine: MyVerification }) {
  const [t, locale] = await Promise.all([getTranslations("applicant.details"), getLocale()]);
  const { documentCountry, firstName, lastName } = mine.declared;

  return (
    <>
      <Title lead={t("lead")}>{t("title")}</Title>
      <form action={saveDetailsAction} className="mt-6 flex flex-1 flex-col gap-5">
        <SelectField
          id="country"
          name="country"
          label={t("country")}
          autoComplete="country"
          defaultValue={documentCountry ?? ""}
          required
        >
          <option value="" disabled>
            {t("countryPick")}
          </option>
          {countriesByName(formatLocale(locale)).map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <Field
          id="firstName"
          name="firstName"
          label={t("firstName")}
          hint={t("optional")}
          autoComplete="given-name"
          maxLength={100}
          defaultValue={firstName ?? ""}
        />
        <Field
          id="lastName"
          name="lastName"
          label={t("lastName")}
          hint={t("optional")}
          autoComplete="family-name"
          maxLength={100}
          defaultValue={lastName ?? ""}
        />
        <Actions>
          <SubmitButton>{t("save")}</SubmitButton>
          <ButtonLink look="quiet" href="/verify">
            {t("cancel")}
          </ButtonLink>
        </Actions>
      </form>
    </>
  );
}

const facts = { compared: "ScanFace", who: "Building2", long: "Clock", mind: "Undo2" } as const;

/** Second half of preparing: four facts, the full text, then yes and no as buttons of equal size. */
export async function Consent({ mine }: { mine: MyVerification }) {
  const [t, common] = await Promise.all([getTranslations("applicant.consent"), getTranslations("common")]);
  const company = common("company");

  return (
    <>
      <Title>{t("title")}</Title>
      <ul className="rows mt-2">
        {(["compared", "who", "long", "mind"] as const).map((fact) => (
          <li key={fact} className="flex gap-3.5 py-3">
            <span className="mt-0.5">
              <Disc tone="primary">
                <Icon of={facts[fact]} className="size-5" />
              </Disc>
            </span>
            <div>
              <h2 className="font-semibold">{t(`facts.${fact}.title`)}</h2>
              <p className="muted mt-0.5 text-small">{t(`facts.${fact}.text`, { company })}</p>
            </div>
          </li>
        ))}
      </ul>
      <details className="fold">
        <summary className="text-link">
          {t("full")}
          <Icon of="ChevronRight" className="size-4 rtl:-scale-x-100" />
        </summary>
        <div className="note mt-1 flex flex-col gap-3 text-small">
          {(["1", "2", "3", "4", "5", "6"] as const).map((part) => (
            <p key={part}>
              <b className="font-semibold">{t(`v${consentVersion}.${part}.title`)}</b>{" "}
              {t(`v${consentVersion}.${part}.text`, { company })}
            </p>
          ))}
          <p className="muted text-caption">{t("version", { version: consentVersion })}</p>
        </div>
      </details>
      <Actions>
        <StartButton mine={mine} agree label={t("agree")}>
          <div className="mt-2.5 flex flex-col">
            <Button type="submit" look="second" formAction={withoutFaceCheckAction} formNoValidate>
              {t("without")}
            </Button>
          </div>
        </StartButton>
      </Actions>
    </>
  );
}
