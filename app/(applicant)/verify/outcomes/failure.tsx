import { useLocale, useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_ui/button";
import { failureWords } from "@/app/(applicant)/verify/asked-for";
import { documentList } from "@/app/(applicant)/verify/document-list";
import type { EndCode } from "@/app/(applicant)/verify/screen";
import { StartButton } from "@/app/(applicant)/verify/start/start-button";
import { countryName } from "@/i18n/countries";
import { brand } from "@/lib/brand";
import type { MyVerification } from "@/lib/verification/schema";
import { CameraSteps } from "./camera-steps";
import { failureLook } from "./failure-look";
import { Outcome, Todo } from "./outcome";

/** What is needed from the person after an end with this code. `mine.nextStep` decides whether they may try again. */
export function Failure({ code, mine }: { code: EndCode; mine: MyVerification }) {
  const t = useTranslations("applicant");
  const document = useTranslations("applicant.document");
  const locale = useLocale();
  const look = failureLook[code];
  const { documentCountry: country } = mine.declared;
  const values = {
    company: brand.company,
    documents: documentList(mine, document, locale),
    country: country ? countryName(country, locale) : "none",
  };
  const say = (part: "title" | "cause" | "todo" | "hint" | "button" | "quiet") =>
    t(`failure.${failureWords(code)}.${part}`, values);

  const exhausted = look.main === "start" && mine.nextStep !== "retry";
  const blocked = code === "device_not_supported" || code === "device_unsupported";
  const status = mine.status === "closed" ? "closed" : "action_needed";
  const ways = {
    other_ways: "#other-ways",
    consent: "/verify?step=consent",
    details: "/verify?step=details",
    home: "/",
  };

  const box = () => {
    if (blocked) return <CameraSteps />;
    if (exhausted) {
      return (
        <Todo icon="FileUp" title={t("people.todo")}>
          {t("people.hint")}
        </Todo>
      );
    }
    return (
      <Todo icon={look.icon} title={say("todo")}>
        {say("hint")}
        {country && look.namesDocuments && (
          <a href={ways.details} className="block w-fit py-0.5 font-semibold text-primary hover:underline">
            {t("prepare.changeCountry")}
          </a>
        )}
      </Todo>
    );
  };

  return (
    <Outcome
      status={status}
      art={look.art}
      {...(blocked && { size: "low" })}
      title={say("title")}
      lead={say("cause")}
      box={box()}
    >
      {exhausted ? (
        <ButtonLink href={ways.other_ways}>{t("people.button")}</ButtonLink>
      ) : look.main === "start" ? (
        <StartButton mine={mine} label={say("button")} />
      ) : (
        <ButtonLink href={ways[look.main]}>{say("button")}</ButtonLink>
      )}
      <ButtonLink look="quiet" href={exhausted ? ways.home : ways[look.quiet]}>
        {exhausted ? t("backHome", values) : say("quiet")}
      </ButtonLink>
    </Outcome>
  );
}
