import { getTranslations } from "next-intl/server";
import { personLimits } from "@/lib/verification/person-limit";

/** Words for every way in which an action on a case can fail. */
export async function failureTexts() {
  const t = await getTranslations("staff.case.result");
  return {
    not_allowed: t("not_allowed"),
    wrong_status: t("wrong_status"),
    too_often: t("too_often"),
    too_many: t("too_many", personLimits.staff_irreversible),
    not_confirmed: t("not_confirmed"),
    stripe_unavailable: t("stripe_unavailable"),
    stripe_refused: t("stripe_refused"),
    invalid_input: t("invalid_input"),
  };
}
