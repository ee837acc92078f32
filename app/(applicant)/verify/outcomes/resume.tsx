import { useLocale, useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_ui/button";
import { asksNumberAlone } from "@/app/(applicant)/verify/asked-for";
import { documentList } from "@/app/(applicant)/verify/document-list";
import { StartButton } from "@/app/(applicant)/verify/start/start-button";
import type { MyVerification } from "@/lib/verification/schema";
import { Outcome, Todo } from "./outcome";

/** Begun and not sent: the way back in. */
export function Resume({ mine }: { mine: MyVerification }) {
  const t = useTranslations("applicant.resume");
  const document = useTranslations("applicant.document");
  const locale = useLocale();
  const number = asksNumberAlone();

  return (
    <Outcome
      status="in_progress"
      title={t("title")}
      lead={t(number ? "leadNumber" : "lead")}
      box={
        <Todo icon="Play" title={t("todo")}>
          {number ? t("hintNumber") : t("hint", { documents: documentList(mine, document, locale) })}
        </Todo>
      }
    >
      <StartButton mine={mine} label={t("button")} />
      <ButtonLink look="quiet" href="#other-ways">
        {t("quiet")}
      </ButtonLink>
    </Outcome>
  );
}
