import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import type { StaffStep } from "@/lib/connect/staff/schema";

/** What people did about the account, from the audit log, newest first. */
export function StaffSteps({ steps, format }: { steps: StaffStep[]; format: StaffFormat }) {
  const t = useTranslations("staff");
  const common = useTranslations("common");
  return (
    <section className="panel" aria-labelledby="steps">
      <h2 id="steps" className="panel-head">
        {t("account.steps.title")}
        <span className="ms-auto font-normal muted">{t("case.timeline.order")}</span>
      </h2>
      {steps.length === 0 ? <p className="p-3 text-xs muted">{t("account.steps.none")}</p> : null}
      <ol className="timeline">
        {steps.map(({ at, action, actorRole, reason, subject }) => (
          <li key={`${at} ${action} ${subject}`}>
            <Moment at={format.moment(at)} />
            <span />
            <span>
              {t(`case.timeline.audit.${action}`)}
              {reason === null ? null : <span className="muted"> {t(`case.evidence.reasons.${reason}.past`)}</span>}
            </span>
            <bdi>{actorRole === null ? t("account.steps.system") : common(`role.${actorRole}`)}</bdi>
          </li>
        ))}
      </ol>
    </section>
  );
}
