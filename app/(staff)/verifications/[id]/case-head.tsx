import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { ItemHead } from "@/app/(staff)/_ui/page-head";
import { RefreshForm } from "@/app/(staff)/_ui/refresh-form";
import { StatusMark } from "@/app/(staff)/_ui/status-mark";
import type { CaseDetail } from "@/lib/cases/schema";
import { refreshAction } from "./actions";
import { CaseName, NameSource } from "./case-name";
import type { FailureTexts } from "./result-texts";

/** Who, where it stands, and what may be done with it by this viewer now. What may not is absent. */
export function CaseHead({
  detail,
  format,
  failures,
}: {
  detail: CaseDetail;
  format: StaffFormat;
  failures: FailureTexts;
}) {
  const t = useTranslations("staff.case");
  const common = useTranslations("common");
  const { actions } = detail;
  const synced = detail.syncedAt ? t("synced", { stamp: format.full(detail.syncedAt) }) : t("neverSynced");
  const country = detail.attempts.find((attempt) => attempt.documentCountry)?.documentCountry;

  return (
    <ItemHead list={{ href: "/verifications", back: t("back") }} title={<CaseName detail={detail} />}>
      <NameSource detail={detail} />
      <span className="text-sm">
        <StatusMark status={detail.status}>{common(`status.${detail.status}`)}</StatusMark>
      </span>
      <bdi className="code muted">{detail.reference}</bdi>
      <span className="text-xs muted">
        {t("opened", { day: format.day(detail.createdAt) })}
        {country ? ` · ${country}` : null}
      </span>
      <div className="ms-auto flex items-center gap-2">
        {detail.masked ? (
          <span className="staff-tag tone-neutral">
            <Icon of="EyeOff" className="size-3" />
            {t("maskedTag")}
          </span>
        ) : null}
        {actions.refresh.ok ? (
          <RefreshForm
            action={refreshAction}
            failures={failures}
            id={detail.id}
            label={t("refresh")}
            synced={synced}
            done={t("refreshed")}
          />
        ) : null}
        {actions.readReports.ok || actions.cancel.ok || actions.redact.ok ? (
          <>
            <button
              type="button"
              className="btn btn-sm btn-line btn-square"
              popoverTarget="case-more"
              aria-label={t("more")}
            >
              <Icon of="Ellipsis" className="size-3.5" />
            </button>
            <nav id="case-more" popover="auto" className="staff-popover staff-popover-end" aria-label={t("more")}>
              {actions.readReports.ok ? (
                <a href={`/verifications/${detail.id}/reports`} target="_self" className="staff-menu-item">
                  <Icon of="Braces" className="size-3.5" />
                  {t("readReports")}
                </a>
              ) : null}
              {actions.cancel.ok ? (
                <a href={`/verifications/${detail.id}/cancel`} className="staff-menu-item">
                  <Icon of="CircleX" className="size-3.5" />
                  {t("cancel")}
                </a>
              ) : null}
              {actions.redact.ok ? (
                <a href={`/verifications/${detail.id}/redact`} className="staff-menu-item text-error">
                  <Icon of="Eraser" className="size-3.5" />
                  {t("redact")}
                </a>
              ) : null}
            </nav>
          </>
        ) : null}
      </div>
    </ItemHead>
  );
}
