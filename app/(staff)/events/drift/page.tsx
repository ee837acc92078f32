import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { type StaffFormat, staffFormat } from "@/app/(staff)/_ui/format";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { ItemHead } from "@/app/(staff)/_ui/page-head";
import { ResultForm } from "@/app/(staff)/_ui/result-form";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";
import { syncNowAction } from "@/app/(staff)/events/actions";
import { CompareForm } from "@/app/(staff)/events/endpoint/compare-form";
import { FixedTable } from "@/app/(staff)/events/endpoint/fixed-table";
import { failureTexts } from "@/app/(staff)/events/result-texts";
import { requirePermission } from "@/lib/auth/viewer";
import { targetOfId } from "@/lib/events/target";
import { loadDrift, loadFixed } from "@/lib/reconciler/loaders";
import type { Drift } from "@/lib/reconciler/schema";

/** What Stripe says about one VerificationSession or connected account beside what we hold. Reading it changes nothing. */
export default async function DriftPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const viewer = await requirePermission("events.read");
  const { target: given, done } = await searchParams;
  const asked = typeof given === "string" ? given.trim() : "";
  const target = targetOfId(asked);
  const [t, texts, format, drift, fixed] = await Promise.all([
    getTranslations("staff.events.drift"),
    getTranslations("staff.events"),
    staffFormat(),
    target && loadDrift(viewer, target),
    loadFixed(viewer),
  ]);

  return (
    <StaffMain tab={t("title")}>
      <ItemHead list={{ href: "/events", back: texts("event.back") }} title={t("title")}>
        <span className="text-xs muted">{t("text")}</span>
      </ItemHead>
      <div className="event-work">
        <section className="panel max-w-160 p-3">
          <h2 className="mb-1.5 text-xs font-medium">{t("ask")}</h2>
          <CompareForm target={target?.id ?? ""} />
        </section>
        {done === "synced" ? <StaffNotice kind="info">{texts("done.synced")}</StaffNotice> : null}
        {asked !== "" && !target ? <StaffNotice kind="error">{t("invalid")}</StaffNotice> : null}
        {drift ? <Comparison drift={drift} format={format} /> : null}
        <section className="panel max-w-160">
          <h2 className="panel-head">{texts("fixed.title")}</h2>
          {fixed.length > 0 ? (
            <FixedTable rows={fixed} format={format} />
          ) : (
            <p className="p-3 text-xs muted">{texts("fixed.nothing")}</p>
          )}
        </section>
      </div>
    </StaffMain>
  );
}

async function Comparison({ drift, format }: { drift: Drift; format: StaffFormat }) {
  const [t, texts, failures] = await Promise.all([
    getTranslations("staff.events.drift"),
    getTranslations("staff.events"),
    failureTexts(),
  ]);
  const { target, held, stripe, fields } = drift;
  const known = stripe === "known";
  const differing = fields.filter(({ differs }) => differs).length;
  const said = (value: string | number | null) => <bdi className="code">{value ?? t("none")}</bdi>;

  return (
    <section className="panel max-w-160">
      <h2 className="panel-head">
        <bdi className="code min-w-0 truncate select-all">{target.id}</bdi>
        {drift.syncedAt ? (
          <span className="ms-auto font-normal muted">{t("synced", { stamp: format.full(drift.syncedAt) })}</span>
        ) : null}
      </h2>
      {known ? null : (
        <div className="p-3 pb-0">
          <StaffNotice kind="error">{t(stripe)}</StaffNotice>
        </div>
      )}
      {held || known ? (
        <table className="compare">
          <thead>
            <tr>
              <th scope="col">{t("field")}</th>
              <th scope="col">{t("ours")}</th>
              <th scope="col">{t("stripe")}</th>
              <th scope="col">
                <span className="sr-only">{t("title")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ field, ours, theirs, differs }) => (
              <tr key={field} className={differs ? "differs" : undefined}>
                <th scope="row" className="code">
                  {t(`fields.${field}`)}
                </th>
                <td>{held ? said(ours) : null}</td>
                <td>{known ? said(theirs) : null}</td>
                <td>
                  {held && known ? (
                    <span className={differs ? "font-medium text-error" : "muted"}>
                      {t(differs ? "differs" : "same")}
                    </span>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <div className="flex flex-wrap items-center gap-3 border-t border-base-300 p-3 text-xs">
        {known && !held ? <p>{t("notOurs")}</p> : null}
        {known && held ? <p>{differing > 0 ? t("differing", { count: differing }) : t("agrees")}</p> : null}
        <span className="ms-auto flex flex-wrap items-center gap-2">
          {drift.verification ? (
            <a href={`/verifications/${drift.verification.id}`} className="staff-text-link">
              {texts("event.openCase", { reference: drift.verification.reference })}
            </a>
          ) : null}
          <a href={`/events?q=${target.id}`} className="staff-text-link">
            {t("events")}
          </a>
          {drift.sync.ok && known ? (
            <ResultForm action={syncNowAction} failures={failures} className="flex flex-wrap items-center gap-2">
              <input type="hidden" name="target" value={target.id} />
              <button
                type="submit"
                className={`btn btn-sm refresh ${held && differing === 0 ? "btn-line" : "btn-primary"}`}
              >
                <Icon of="RefreshCw" className="size-3.5" />
                {t("sync")}
              </button>
            </ResultForm>
          ) : null}
        </span>
      </div>
    </section>
  );
}
