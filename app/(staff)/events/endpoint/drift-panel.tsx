import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import type { EndpointHealth } from "@/lib/health/schema";
import { CompareForm } from "./compare-form";
import { FixedTable } from "./fixed-table";

/** So many in the card; the page of the comparison has them all. */
const fixedShown = 5;

/** Whether our rows say what Stripe says, by the last comparison. */
export function DriftPanel({ health: { reconciler }, format }: { health: EndpointHealth; format: StaffFormat }) {
  const t = useTranslations("staff.events.side");
  return (
    <section className="panel">
      <h2 className="panel-head">
        {t("drift")}
        <span className="ms-auto font-normal muted">
          {reconciler.roundAt && reconciler.nextAt
            ? t("compared", { stamp: format.stamp(reconciler.roundAt), next: format.stamp(reconciler.nextAt) })
            : t("notCompared")}
        </span>
      </h2>
      {reconciler.roundAt ? (
        <p className="px-3 pt-2 text-xs">
          {t("asked", { count: reconciler.asked })} {reconciler.fixed.length === 0 ? t("noDrift") : null}
        </p>
      ) : null}
      {reconciler.fixed.length > 0 ? (
        <FixedTable rows={reconciler.fixed.slice(0, fixedShown)} format={format} compact />
      ) : null}
      {reconciler.fixed.length > fixedShown ? (
        <p className="px-3 pt-2 text-xs">
          <a href="/events/drift" className="staff-text-link">
            {t("allFixed", { count: reconciler.fixed.length })}
          </a>
        </p>
      ) : null}
      {reconciler.findings.length === 0 ? (
        <p className="px-3 pt-2 text-xs">{t("noFindings")}</p>
      ) : (
        <table className="event-findings">
          <thead>
            <tr>
              <th scope="col">{t("kind")}</th>
              <th scope="col">{t("total")}</th>
              <th scope="col">{t("lastFound")}</th>
            </tr>
          </thead>
          <tbody>
            {reconciler.findings.map((finding) => (
              <tr key={finding.kind}>
                <th scope="row">
                  <bdi className="code">{finding.kind}</bdi>
                </th>
                <td>{finding.total}</td>
                <td>
                  <Moment at={format.moment(finding.lastFoundAt)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="p-3">
        <CompareForm target="" />
      </div>
    </section>
  );
}
