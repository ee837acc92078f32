import type { getTranslations } from "next-intl/server";
import { readDisabledReason } from "@/lib/connect/requirements/disabled-reason";

type Words = Awaited<ReturnType<typeof getTranslations<"staff.accounts">>>;

/** A few words for Stripe's disabled_reason, for a column; one that we do not know is named as such. */
export function reasonText(t: Words, reason: string): string {
  const known =
    readDisabledReason(reason, { payoutsEnabled: false, wasEnabled: false, closed: false })?.reason ?? "unknown";
  return t(`reasonShort.${known}`);
}
