import { getTranslations } from "next-intl/server";
import { Fragment } from "react";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import { Moment } from "@/app/(dashboard)/_ui/moment";
import { ShortId } from "@/app/(dashboard)/_ui/short-id";
import { StaffLink } from "@/app/(dashboard)/_ui/staff-link";
import type { EventRow } from "@/lib/webhooks/events-schema";
import { DeadLetter } from "./dead-letter";
import { shortType } from "./events-address";
import { FailedTries } from "./failed-tries";
import { OutcomeMark } from "./outcome-mark";

const columns = ["received", "type", "object", "outcome", "deliveries", "tries", "age"] as const;

/**
 * The events' rows; below 768 px each becomes two lines (dashboard.css), and it stays one table. `explained`: dead letters
 * say why, and what can be done, beneath their row.
 */
export async function EventTable({
  rows,
  format,
  explained,
  actions,
}: {
  rows: EventRow[];
  format: StaffFormat;
  explained: boolean;
  /** What this viewer may do with a dead letter. */
  actions: { replay: boolean; discard: boolean };
}) {
  const t = await getTranslations("staff.events");
  const firstDead = rows.find((row) => row.outcome === "failed");

  return (
    <table className="queue-table event-table">
      <caption className="sr-only">{t("caption")}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={`col-event-${column}`}>
              {t(`columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Fragment key={row.id}>
            <tr>
              <td className="col-event-received">
                <Moment iso={row.receivedAt} format={format} />
              </td>
              <td className="col-event-type">
                <StaffLink href={`/events/${row.id}`} className="event-open" title={`${row.type} ${row.id}`}>
                  <bdi>{shortType(row.type)}</bdi>
                </StaffLink>
              </td>
              <td className="col-event-object">
                {row.objectId ? <ShortId id={row.objectId} /> : <span className="muted">{t("noObject")}</span>}
              </td>
              <td className="col-event-outcome">
                <OutcomeMark outcome={row.outcome} job={row.job} />
              </td>
              <td className={row.deliveries > 1 ? "col-event-deliveries font-medium" : "col-event-deliveries muted"}>
                {row.deliveries}
              </td>
              <td className="col-event-tries">
                {row.job && row.job.tries > 0 ? (
                  <span className={row.outcome === "failed" ? "font-semibold text-error" : "font-medium text-warning"}>
                    {t("tries", { tries: row.job.tries, max: row.job.maxTries })}
                  </span>
                ) : (
                  <span className="muted">{t("noTries")}</span>
                )}
              </td>
              <td className="col-event-age">
                <time dateTime={row.receivedAt} title={format.full(row.receivedAt)}>
                  <bdi>{format.age(row.receivedAt)}</bdi>
                </time>
              </td>
            </tr>
            {explained && row.outcome === "failed" ? (
              <tr className="event-cause">
                <td colSpan={columns.length}>
                  <DeadLetter event={row} actions={actions} keyed={row === firstDead}>
                    <FailedTries tries={row.failedTries} format={format} short />
                  </DeadLetter>
                </td>
              </tr>
            ) : null}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
