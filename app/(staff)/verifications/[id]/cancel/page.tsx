import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { ResultForm } from "@/app/(staff)/_ui/result-form";
import { cancelAction } from "@/app/(staff)/verifications/[id]/actions";
import { ConfirmPage } from "@/app/(staff)/verifications/[id]/decision/confirm-page";
import { type CaseParams, readCase } from "@/app/(staff)/verifications/[id]/read-case";
import { failureTexts } from "@/app/(staff)/verifications/[id]/result-texts";

/** The page's title. */
export async function generateMetadata({ params }: CaseParams): Promise<Metadata> {
  const [detail, t] = await Promise.all([
    readCase((await params).id, "verification.cancel"),
    getTranslations("staff.case.cancelPage"),
  ]);
  return { title: t("title", { reference: detail.reference }) };
}

/** Asks before the open session is canceled at Stripe. */
export default async function CancelPage({ params }: CaseParams) {
  const detail = await readCase((await params).id, "verification.cancel");
  const [t, failures] = await Promise.all([getTranslations("staff.case.cancelPage"), failureTexts()]);
  const allowed = detail.actions.cancel;

  return (
    <ConfirmPage
      detail={detail}
      title={t("title", { reference: detail.reference })}
      text={t("text")}
      goes={{ title: t("goes"), list: [t("goesList.session"), t("goesList.attempts")] }}
      stays={{ title: t("stays"), list: [t("staysList.history"), t("staysList.data")] }}
    >
      {allowed.ok ? (
        <ResultForm action={cancelAction} failures={failures} className="confirm-form">
          <input type="hidden" name="id" value={detail.id} />
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
