import { useTranslations } from "next-intl";
import { Button } from "@/app/_ui/button";
import { Actions, Title } from "@/app/_ui/sheet";
import { withoutFaceCheckAction } from "@/app/(applicant)/verify/actions";
import { StartButton } from "@/app/(applicant)/verify/start/start-button";
import { consentVersion } from "@/lib/policy/requirements";
import type { MyVerification } from "@/lib/verification/schema";
import { ConsentFacts } from "./consent-facts";

/** Second half of preparing: four facts, the full text, then yes and no as buttons of equal size. */
export function Consent({ mine }: { mine: MyVerification }) {
  const t = useTranslations("applicant.consent");
  // The third wording is that of an ID number without pictures.
  const number = consentVersion() === 3;

  return (
    <>
      <Title>{t("title")}</Title>
      <ConsentFacts />
      <Actions>
        <StartButton mine={mine} agree label={t("agree")}>
          <div className="mt-2.5 flex flex-col">
            <Button type="submit" look="second" formAction={withoutFaceCheckAction} formNoValidate>
              {t(number ? "withoutNumber" : "without")}
            </Button>
          </div>
        </StartButton>
      </Actions>
    </>
  );
}
