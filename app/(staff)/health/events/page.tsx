import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { ConfirmPage } from "@/app/(staff)/_ui/confirm-page";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { ResultForm } from "@/app/(staff)/_ui/result-form";
import { fixEventsAction } from "@/app/(staff)/health/actions";
import { requirePermission } from "@/lib/auth/viewer";
import { loadEventsPlan } from "@/lib/health/doctor/loaders";
import type { EventsPlan } from "@/lib/health/doctor/webhooks";
import { sessionEvents } from "@/lib/stripe/session-events";

/** Says what will change at Stripe before the webhook endpoint's events are changed. */
export default async function FixEventsPage() {
  const viewer = await requirePermission("health.fix");
  const [t, plan] = await Promise.all([getTranslations("doctor.fixPage"), loadEventsPlan(viewer)]);

  return (
    <ConfirmPage title={t("title")} stay={{ href: "/health", text: t("stay") }}>
      {typeof plan === "string" ? <StaffNotice kind="error">{t(plan)}</StaffNotice> : <Plan plan={plan} />}
    </ConfirmPage>
  );
}

function Plan({ plan }: { plan: EventsPlan }) {
  const t = useTranslations("doctor.fixPage");
  const changes = [
    { title: t("adds"), types: plan.added },
    { title: t("removes"), types: plan.removed },
  ].filter(({ types }) => types.length > 0);

  return (
    <>
      <p className="mt-0.5 text-xs wrap-anywhere muted">
        {t("endpoint")} <bdi className="code">{plan.endpointId}</bdi>, <bdi className="code">{plan.url}</bdi>
      </p>
      {changes.length === 0 ? (
        <StaffNotice kind="info">{t("nothing", { count: sessionEvents.length })}</StaffNotice>
      ) : (
        <>
          <p className="mt-3">{t("text")}</p>
          <div className="mt-3 grid gap-2">
            {changes.map(({ title, types }) => (
              <div key={title} className="confirm-part">
                <h2 className="text-xs font-semibold">{title}</h2>
                <ul>
                  {types.map((type) => (
                    <li key={type} className="code wrap-anywhere">
                      {type}
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </div>
          <Agree />
        </>
      )}
    </>
  );
}

function Agree() {
  const t = useTranslations("doctor.fixPage");
  const failures = {
    not_allowed: t("result.not_allowed"),
    nothing_to_fix: t("result.nothing_to_fix"),
    no_endpoint: t("no_endpoint"),
    stripe_unavailable: t("result.stripe_unavailable"),
    stripe_refused: t("result.stripe_refused"),
  };
  return (
    <ResultForm action={fixEventsAction} failures={failures} className="confirm-form">
      <button type="submit" className="btn btn-primary">
        {t("submit")}
      </button>
    </ResultForm>
  );
}
