import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { Actions } from "@/app/_ui/sheet";
import { SubmitButton } from "@/app/_ui/submit-button";
import { acceptTermsAction } from "@/app/(applicant)/connect/actions";
import { TermsText } from "./terms-text";

/** The press that accepts Stripe's terms anew. */
export async function Terms() {
  const t = await getTranslations("applicant.connect");
  return (
    <form action={acceptTermsAction} className="mt-5 flex flex-1 flex-col gap-5">
      <input type="hidden" name="press" value={randomUUID()} />
      <TermsText />
      <label className="choice-card">
        <input type="checkbox" name="accept" value="yes" required />
        <span>{t("terms.accept")}</span>
      </label>
      <Actions>
        <SubmitButton>{t("terms.button")}</SubmitButton>
        <p className="muted mt-1 text-center text-caption">{t("terms.recorded")}</p>
      </Actions>
    </form>
  );
}
