import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import type { EventDetail } from "@/lib/events/schema";

/** Who let an event go, when, and why; the role alone for those who may not read an address. */
export function DiscardedBy({
  discarded,
  format,
}: {
  discarded: NonNullable<EventDetail["discarded"]>;
  format: StaffFormat;
}) {
  const t = useTranslations("staff.events");
  const common = useTranslations("common.role");
  const { at, email, role, reason } = discarded;
  return (
    <span className="text-base-content">
      <Moment at={format.moment(at)} />{" "}
      {email.kind === "masked" ? (
        common(role)
      ) : (
        <>
          <bdi>{email.kind === "known" ? email.text : t("event.somebody")}</bdi> ({common(role)})
        </>
      )}
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
