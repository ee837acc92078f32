import { getTranslations } from "next-intl/server";
import { cache } from "react";

/**
 * Words for every way in which an action on events can fail. Made once a request: React sends one object once, however many
 * forms have it.
 */
export const failureTexts = cache(async () => {
  const t = await getTranslations("staff.events.result");
  return {
    not_allowed: t("not_allowed"),
    wrong_outcome: t("wrong_outcome"),
    nothing_to_replay: t("nothing_to_replay"),
    too_often: t("too_often"),
    stripe_unavailable: t("stripe_unavailable"),
    stripe_refused: t("stripe_refused"),
    invalid_input: t("invalid_input"),
  };
});
