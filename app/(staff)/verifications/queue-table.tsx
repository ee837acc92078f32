import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { QueueRow } from "@/lib/cases/schema";
import { type QueueLine, QueueRows, type QueueWords } from "./queue-rows";

/** The queue's table: puts rows into words, each word once. */
export function QueueTable({ rows, format }: { rows: QueueRow[]; format: StaffFormat }) {
  const t = useTranslations("staff");
  const common = useTranslations("common");
  const words: QueueWords = {
    caption: t("queue.caption"),
    columns: {
      case: t("queue.columns.case"),
      applicant: t("queue.columns.applicant"),
      status: t("queue.columns.status"),
      cause: t("queue.columns.cause"),
      document: t("queue.columns.document"),
      attempts: t("queue.columns.attempts"),
      created: t("queue.columns.created"),
      changed: t("queue.columns.changed"),
    },
    masked: t("queue.masked"),
    noName: t("queue.noName"),
    unreadable: t("queue.unreadable"),
    declared: t("case.nameFrom.declared"),
    noDocument: t("queue.noDocument"),
    stripeVerified: t("queue.stripeVerified"),
    status: {},
    code: {},
    country: {},
    document: {},
    meaning: {},
  };

  const lines = rows.map((row): QueueLine => {
    const { status, failureCode: code, documentCountry: country, documentType: document, attempts } = row;
    words.status[status] ??= common(`status.${status}`);
    if (code) words.code[code] ??= t(`code.${code}.label`);
    if (country) words.country[country] ??= format.country(country);
    if (document) words.document[document] ??= t(`document.${document}`);
    // Only deletion closes what Stripe had verified.
    const deleted = status === "closed" && row.stripeStatus === "verified";
    const meaning = deleted ? "redacted" : status;
    words.meaning[meaning] ??= t(`noCause.${meaning}.row`);
    return {
      id: row.id,
      reference: row.reference,
      ...(row.name.kind === "known" && row.name.text !== null ? { name: row.name.text } : {}),
      ...(row.email.kind === "known" ? { email: row.email.text } : {}),
      ...(row.name.kind === "masked" ? { masked: true } : {}),
      ...(row.name.kind === "unreadable" ? { unreadable: true } : {}),
      ...(row.name.kind === "known" && row.name.source === "declared" ? { declared: true } : {}),
      status,
      ...(code ? { code } : {}),
      ...(deleted ? { deleted } : {}),
      ...(row.stripeStatus === "verified" && status !== "verified" && !deleted ? { stripeVerified: true } : {}),
      ...(row.reviewReason ? { review: t(`case.review.${row.reviewReason}.tag`) } : {}),
      ...(country ? { country } : {}),
      ...(document ? { document } : {}),
      ...attempts,
      created: format.moment(row.createdAt),
      changed: format.momentsAge(row.statusChangedAt),
    };
  });

  return <QueueRows lines={lines} words={words} />;
}
