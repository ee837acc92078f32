import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import { Masked } from "@/app/(dashboard)/_ui/masked";
import type { CaseDetail, ComparedField, Comparison } from "@/lib/verification/schema";

const signs: Record<Comparison, { icon: IconName; tone: string }> = {
  same: { icon: "Check", tone: "text-success" },
  similar: { icon: "EqualApproximately", tone: "muted" },
  differs: { icon: "EqualNot", tone: "text-error" },
  not_compared: { icon: "Minus", tone: "muted" },
};

/** Fields that hold a country's code. A name is never read as one: "LI" is a family too. */
const isCountry = (field: ComparedField["field"]) => field === "document_country" || field === "address_country";

/** What the person had told us beside what Stripe read, field by field. */
export async function CompareTable({ detail, format }: { detail: CaseDetail; format: StaffFormat }) {
  const t = await getTranslations("staff.case.compare");
  const verified = detail.stripeStatus === "verified";
  const gone = detail.redaction?.keyDestroyedAt != null;
  const note = gone ? t("gone") : detail.masked ? t("onlyWhether") : verified ? null : t("notYet");

  const value = (field: ComparedField["field"], text: string | null, comparison: Comparison) => {
    if (text !== null) return <Value text={isCountry(field) ? format.country(text) : text} />;
    if (gone) return <span className="redacted">{t("redacted")}</span>;
    if (detail.masked && comparison !== "not_compared") return <Masked label={t("masked")} />;
    return (
      <span className="muted">
        <span aria-hidden="true">–</span>
        <span className="sr-only">{t("nothing")}</span>
      </span>
    );
  };

  if (detail.fields.length === 0) {
    return (
      <section className="panel">
        <h2 className="panel-head">{t("title")}</h2>
        <p className="p-3 text-xs muted">{t(detail.masked ? "hidden" : "nothing")}</p>
      </section>
    );
  }

  return (
    <section className="panel">
      <table className="compare">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("field")}</th>
            <th scope="col">{t("declared")}</th>
            <th scope="col">{t(verified ? "verified" : "document")}</th>
            <th scope="col" className="text-end">
              {t("compare")}
            </th>
          </tr>
        </thead>
        <tbody>
          {detail.fields.map(({ field, declared, verified: read, comparison }) => {
            const { icon, tone } = signs[comparison];
            return (
              <tr key={field} className={comparison === "differs" ? "differs" : undefined}>
                <th scope="row">{t(`fields.${field}`)}</th>
                <td>{value(field, declared, comparison)}</td>
                <td>{value(field, read, comparison)}</td>
                <td className="text-end">
                  <span className={`inline-flex items-center gap-1.5 text-2xs ${tone}`}>
                    <span className={comparison === "differs" ? undefined : "compare-word"}>{t(comparison)}</span>
                    <Icon of={icon} className="size-3.5" />
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {detail.declaredChangedAt && !gone ? (
        <p className="panel-note">{t("changedSince", { stamp: format.full(detail.declaredChangedAt) })}</p>
      ) : null}
      {note ? <p className="panel-note">{note}</p> : null}
    </section>
  );
}

/** A value; a mail address that is too long breaks before its "@". */
function Value({ text }: { text: string }) {
  const [start = "", ...rest] = text.split(/(?=@)/);
  return (
    <bdi>
      {start}
      {rest.length > 0 ? <wbr /> : null}
      {rest}
    </bdi>
  );
}
