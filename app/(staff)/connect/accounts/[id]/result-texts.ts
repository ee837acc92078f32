import { getTranslations } from "next-intl/server";
import { cache } from "react";

/** Words for every way in which an action on an account can fail, and for why it is not offered. Made once a request. */
export const accountFailures = cache(async () => {
  const t = await getTranslations("staff.account.result");
  return {
    not_allowed: t("not_allowed"),
    own_account: t("own_account"),
    not_started: t("not_started"),
    closed: t("closed"),
    nothing_due: t("nothing_due"),
    asked_today: t("asked_today"),
    already_sent: t("already_sent"),
    not_there: t("not_there"),
    too_often: t("too_often"),
    unreadable: t("unreadable"),
    stripe_unavailable: t("stripe_unavailable"),
    stripe_refused: t("stripe_refused"),
    invalid_input: t("invalid_input"),
  };
});

/** These words, by the code of the failure. */
export type AccountFailures = Awaited<ReturnType<typeof accountFailures>>;
