import { getTranslations } from "next-intl/server";
import { AttemptsMeter } from "@/app/(dashboard)/_ui/attempts-meter";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import { Masked } from "@/app/(dashboard)/_ui/masked";
import { Moment } from "@/app/(dashboard)/_ui/moment";
import { StaffLink } from "@/app/(dashboard)/_ui/staff-link";
import { StatusMark } from "@/app/(dashboard)/_ui/status-mark";
import type { QueueRow } from "@/lib/verification/schema";

const columns = ["case", "applicant", "status", "cause", "document", "attempts", "created", "changed"] as const;

/** The queue's rows. Below 640 px each becomes three lines (dashboard.css); it stays one table. */
export async function QueueTable({ rows, format }: { rows: QueueRow[]; format: StaffFormat }) {
  const [t, common] = await Promise.all([getTranslations("staff"), getTranslations("common")]);

  return (
    <table className="queue-table">
      <caption className="sr-only">{t("queue.caption")}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={`col-${column}`}>
              {t(`queue.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="col-case">
              <StaffLink href={`/verifications/${row.id}`} className="queue-open code">
                <bdi>{row.caseNumber}</bdi>
              </StaffLink>
            </td>
            <td className="col-applicant">
              <Applicant
                row={row}
                masked={t("queue.masked")}
                noName={t("queue.noName")}
                declared={t("case.nameFrom.declared")}
              />
            </td>
            <td className="col-status">
              <StatusMark status={row.status}>
                <span className="queue-status-word">{common(`status.${row.status}`)}</span>
              </StatusMark>
            </td>
            <td className="col-cause">
              <Cause row={row} />
            </td>
            <td className="col-document">
              <span
                className="code queue-country"
                title={row.documentCountry ? format.country(row.documentCountry) : undefined}
              >
                {row.documentCountry}
              </span>{" "}
              <span className={row.documentType ? "queue-type" : "queue-type muted"}>
                {row.documentType ? t(`document.${row.documentType}`) : t("queue.noDocument")}
              </span>
            </td>
            <td className="col-attempts">
              <span className="status-mark">
                <AttemptsMeter {...row.attempts} label={t("queue.attempts", row.attempts)} />
                <span className="num" aria-hidden="true">
                  {row.attempts.used}
                  <span className="muted">{`/${row.attempts.max}`}</span>
                </span>
              </span>
            </td>
            <td className="col-created">
              <Moment iso={row.createdAt} format={format} />
            </td>
            <td className="col-changed">
              <time dateTime={row.statusChangedAt} title={format.full(row.statusChangedAt)} className="num">
                <bdi>{format.age(row.statusChangedAt)}</bdi>
              </time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Why it stands there: the cause in words and its code, or what the status means. */
async function Cause({ row }: { row: QueueRow }) {
  const t = await getTranslations("staff");
  // Only deletion closes what Stripe had verified.
  const deleted = row.status === "closed" && row.stripeStatus === "verified";
  return (
    <>
      {row.failureCode ? (
        <>
          {t(`code.${row.failureCode}.label`)} <span className="code queue-code">{row.failureCode}</span>
        </>
      ) : (
        <span className="muted">{t(`noCause.${deleted ? "redacted" : row.status}.row`)}</span>
      )}
      {row.stripeStatus === "verified" && row.status !== "verified" && !deleted ? (
        <span className="staff-tag tone-success">{t("queue.stripeVerified")}</span>
      ) : null}
      {row.reviewReason ? (
        <span className="staff-tag tone-error">{t(`case.review.${row.reviewReason}.tag`)}</span>
      ) : null}
    </>
  );
}

type ApplicantTexts = { masked: string; noName: string; declared: string };

/** The name, said to be declared until it is the document's, and the address; a nameless person goes by the address. */
function Applicant({ row: { name, email }, masked, noName, declared }: { row: QueueRow } & ApplicantTexts) {
  const address = email.kind === "known" ? email.text : null;
  if (name.kind === "masked") return <Masked label={masked} />;
  if (name.kind === "none") return address ? <bdi>{address}</bdi> : <span className="muted">{noName}</span>;
  return (
    <>
      <bdi className="font-medium">{name.text}</bdi>
      {name.source === "declared" ? <span className="name-source"> {declared}</span> : null}
      {address ? <bdi className="queue-email">{address}</bdi> : null}
    </>
  );
}
