import { getTranslations } from "next-intl/server";
import { redactAction } from "@/app/(staff)/verifications/[id]/actions";
import { ConfirmDecision } from "@/app/(staff)/verifications/[id]/decision/confirm-decision";
import { type CaseParams, readCase } from "@/app/(staff)/verifications/[id]/read-case";
import { erasedKinds, stayingKinds } from "@/lib/pii/retention";

/** Asks, with the reference to be typed, before a person's data is deleted for good. */
export default async function RedactPage({ params }: CaseParams) {
  const detail = await readCase((await params).id, "verification.redact");
  const t = await getTranslations("staff.case.redactPage");

  return (
    <ConfirmDecision
      detail={detail}
      allowed={detail.actions.redact}
      action={redactAction}
      words={{ title: t("title", { reference: detail.reference }), text: t("text"), submit: t("submit") }}
      goes={{ title: t("goes"), list: erasedKinds.map((kind) => t(`goesList.${kind}`)) }}
      stays={{ title: t("stays"), list: stayingKinds.map((kind) => t(`staysList.${kind}`)) }}
    >
      <label className="flex flex-col gap-1">
        <span className="text-xs font-medium">{t("confirm", { reference: detail.reference })}</span>
        <input name="confirmation" required autoComplete="off" spellCheck={false} className="input w-48 code" />
      </label>
    </ConfirmDecision>
  );
}
