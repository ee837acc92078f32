import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { ResultForm } from "@/app/(staff)/_ui/result-form";
import { redactAction } from "@/app/(staff)/verifications/[id]/actions";
import { ConfirmPage } from "@/app/(staff)/verifications/[id]/decision/confirm-page";
import { type CaseParams, readCase } from "@/app/(staff)/verifications/[id]/read-case";
import { failureTexts } from "@/app/(staff)/verifications/[id]/result-texts";
import { erasedKinds, stayingKinds } from "@/lib/pii/kept";

/** The page's title. */
export async function generateMetadata({ params }: CaseParams): Promise<Metadata> {
  const [detail, t] = await Promise.all([
    readCase((await params).id, "verification.redact"),
    getTranslations("staff.case.redactPage"),
  ]);
  return { title: t("title", { reference: detail.reference }) };
}

/** Asks, with the reference to be typed, before a person's data is deleted for good. */
export default async function RedactPage({ params }: CaseParams) {
  const detail = await readCase((await params).id, "verification.redact");
  const [t, failures] = await Promise.all([getTranslations("staff.case.redactPage"), failureTexts()]);
  const allowed = detail.actions.redact;

  return (
    <ConfirmPage
      detail={detail}
      title={t("title", { reference: detail.reference })}
      text={t("text")}
      goes={{ title: t("goes"), list: erasedKinds.map((kind) => t(`goesList.${kind}`)) }}
      stays={{ title: t("stays"), list: stayingKinds.map((kind) => t(`staysList.${kind}`)) }}
    >
      {allowed.ok ? (
        <ResultForm action={redactAction} failures={failures} className="confirm-form">
          <input type="hidden" name="id" value={detail.id} />
          <label className="flex flex-col gap-1">
            <span className="text-xs font-medium">{t("confirm", { reference: detail.reference })}</span>
            <input name="confirmation" required autoComplete="off" spellCheck={false} className="input w-48 code" />
          </label>
          <button type="submit" className="btn btn-error">
            {t("submit")}
          </button>
        </ResultForm>
      ) : (
        <StaffNotice kind="info">{failures[allowed.why]}</StaffNotice>
      )}
    </ConfirmPage>
  );
}
