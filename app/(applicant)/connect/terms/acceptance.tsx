import { useTranslations } from "next-intl";
import { Actions } from "@/app/_ui/sheet";
import { SubmitButton } from "@/app/_ui/submit-button";
import { TermsText } from "./terms-text";

/** The end of a form that accepts Stripe's terms, as `accept`: the terms, the box, the press, and what is recorded of it. */
export function Acceptance({ button }: { button: string }) {
  const t = useTranslations("applicant.connect.terms");
  return (
    <>
      <TermsText />
      <label className="choice-card">
        <input type="checkbox" name="accept" value="yes" required />
        <span>{t("accept")}</span>
      </label>
      <Actions>
        <SubmitButton>{button}</SubmitButton>
        <p className="muted mt-1 text-center text-caption">{t("recorded")}</p>
      </Actions>
    </>
  );
}
