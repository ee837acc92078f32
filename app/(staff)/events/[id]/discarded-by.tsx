import { getTranslations } from "next-intl/server";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import type { EventDetail } from "@/lib/events/schema";

/** Who let an event go, when, and why. */
export async function DiscardedBy({
  discarded,
  format,
}: {
  discarded: NonNullable<EventDetail["discarded"]>;
  format: StaffFormat;
}) {
  const [t, common] = await Promise.all([getTranslations("staff.events"), getTranslations("common.role")]);
  const { at, email, role, reason } = discarded;
  return (
    <span className="text-base-content">
      <Moment at={format.moment(at)} /> <bdi>{email ?? t("event.somebody")}</bdi> ({common(role)})
      {reason ? (
        <>
          {": "}
          <strong className="font-medium">{t(`discardPage.reasons.${reason}.label`)}</strong>
          {", "}
          {t(`discardPage.reasons.${reason}.hint`)}
        </>
      ) : null}
    </span>
  );
}
