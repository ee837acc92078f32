import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { personLimits } from "@/lib/policy/limits";

/** Words for every way in which an action on a case can fail, and for why it is not offered. Made once a request. */
export const failureTexts = cache(async () => {
  const t = await getTranslations("staff.case.result");
  return {
    not_allowed: t("not_allowed"),
    own_case: t("own_case"),
    no_session: t("no_session"),
    not_open: t("not_open"),
    being_checked: t("being_checked"),
    being_redacted: t("being_redacted"),
    redacted: t("redacted"),
    too_often: t("too_often"),
    too_many: t("too_many", personLimits.staff_irreversible),
    not_confirmed: t("not_confirmed"),
    unreadable: t("unreadable"),
    gone: t("gone"),
    stripe_unavailable: t("stripe_unavailable"),
    stripe_refused: t("stripe_refused"),
    invalid_input: t("invalid_input"),
  };
});

/** These words, by the code of the failure. */
export type FailureTexts = Awaited<ReturnType<typeof failureTexts>>;
