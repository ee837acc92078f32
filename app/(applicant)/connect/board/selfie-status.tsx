import { getLocale, getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { LocalTime } from "@/app/(applicant)/local-time";
import type { PersonSelfie } from "@/lib/connect/schema";

/** What became of the document and selfie of somebody invited. */
export async function SelfieStatus({ selfie: { state, at } }: { selfie: PersonSelfie }) {
  const [t, locale] = await Promise.all([getTranslations("applicant.connect.invite.selfie"), getLocale()]);
  return (
    <p className="flex gap-1.5 text-small">
      <Icon of={state === "proven" ? "CircleCheck" : "Clock"} className="muted mt-0.5 size-4.5" />
      <span>{t.rich(state, { date: () => <LocalTime at={at} show="deadline" locale={locale} /> })}</span>
    </p>
  );
}
