import type { getTranslations } from "next-intl/server";
import type { OutcomeSign, OutcomeWords } from "./outcome-mark";

type Words = Awaited<ReturnType<typeof getTranslations<"staff.events">>>;

/** The words of an outcome; `t` reads `staff.events`. */
export const outcomeWords = (t: Words, sign: OutcomeSign): OutcomeWords =>
  sign === "retrying" ? [t("retrying"), t("means.queued")] : [t(`outcome.${sign}`), t(`means.${sign}`)];
