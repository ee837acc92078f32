import { getTranslations } from "next-intl/server";
import { cancelAction } from "@/app/(staff)/verifications/[id]/actions";
import { ConfirmDecision } from "@/app/(staff)/verifications/[id]/decision/confirm-decision";
import { type CaseParams, readCase } from "@/app/(staff)/verifications/[id]/read-case";

/** Asks before the open session is canceled at Stripe. */
export default async function CancelPage({ params }: CaseParams) {
  const detail = await readCase((await params).id, "verification.cancel");
  const t = await getTranslations("staff.case.cancelPage");

  return (
    <ConfirmDecision
      detail={detail}
      allowed={detail.actions.cancel}
      action={cancelAction}
      words={{ title: t("title", { reference: detail.reference }), text: t("text"), submit: t("submit") }}
      goes={{ title: t("goes"), list: [t("goesList.session"), t("goesList.attempts")] }}
      stays={{ title: t("stays"), list: [t("staysList.history"), t("staysList.data")] }}
    />
  );
}
