import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { CaseDetail, ComparedField, Comparison } from "@/lib/cases/schema";
import { type Absent, type CompareLine, CompareRows, type CompareWords } from "./compare-rows";

/** Fields that hold a country's code. A name is never read as one: "LI" is a family too. */
const isCountry = (field: ComparedField["field"]) => field === "document_country" || field === "address_country";

/** What the person had told us beside what Stripe read, field by field. */
export function CompareTable({ detail, format }: { detail: CaseDetail; format: StaffFormat }) {
  const t = useTranslations("staff.case.compare");
  const verified = detail.stripeStatus === "verified";
  const gone = detail.redaction?.keyDestroyedAt != null;
  const note = gone ? t("gone") : detail.masked ? t("onlyWhether") : verified ? null : t("notYet");

  if (detail.fields.length === 0) {
    return (
      <section className="panel">
        <h2 className="panel-head">{t("title")}</h2>
        <p className="p-3 text-xs muted">{t(detail.masked ? "hidden" : "nothing")}</p>
      </section>
    );
  }

  const words: CompareWords = {
    title: t("title"),
    columns: [t("field"), t("declared"), t(verified ? "verified" : "document"), t("compare")],
    fields: {},
    comparison: {},
    absent: { nothing: t("nothing"), masked: t("masked"), redacted: t("redacted"), unreadable: t("unreadable") },
  };
  const absent = (comparison: Comparison): Absent => {
    if (gone) return "redacted";
    if (detail.unreadable) return "unreadable";
    return detail.masked && comparison !== "not_compared" ? "masked" : "nothing";
  };
  const lines = detail.fields.map(({ field, declared, verified: read, comparison }): CompareLine => {
    words.fields[field] = t(`fields.${field}`);
    words.comparison[comparison] ??= t(comparison);
    const text = (value: string | null) => (value !== null && isCountry(field) ? format.country(value) : value);
    const missing = absent(comparison);
    return {
      field,
      declared: text(declared),
      read: text(read),
      comparison,
      ...(missing === "nothing" ? {} : { absent: missing }),
    };
  });

  return (
    <section className="panel">
      <CompareRows lines={lines} words={words} />
      {detail.declaredChangedAt && !gone ? (
        <p className="panel-note">{t("changedSince", { stamp: format.full(detail.declaredChangedAt) })}</p>
      ) : null}
      {note ? <p className="panel-note">{note}</p> : null}
    </section>
  );
}
