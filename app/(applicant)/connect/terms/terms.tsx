import { randomUUID } from "node:crypto";
import { useTranslations } from "next-intl";
import { acceptTermsAction } from "@/app/(applicant)/connect/actions";
import { Acceptance } from "./acceptance";

/** The press that accepts Stripe's terms anew. */
export function Terms() {
  const t = useTranslations("applicant.connect.terms");
  return (
    <form action={acceptTermsAction} className="mt-5 flex flex-1 flex-col gap-5">
      <input type="hidden" name="press" value={randomUUID()} />
      <Acceptance button={t("button")} />
    </form>
  );
}
