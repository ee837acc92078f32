import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { DeadLetter } from "@/app/(staff)/events/dead-letter";
import { FailedAttempts } from "@/app/(staff)/events/failed-attempts";
import { outcomeSign } from "@/app/(staff)/events/outcome-mark";
import { outcomeWords } from "@/app/(staff)/events/outcome-words";
import type { EventRow } from "@/lib/events/schema";
import { type EventLine, EventRows, type EventTableWords } from "./event-rows";

/**
 * The events' table: puts rows into words, each word once. `explained`: dead letters say why, and what can be done, beneath
 * their row.
 */
export function EventTable({ rows, format, explained }: { rows: EventRow[]; format: StaffFormat; explained: boolean }) {
  const t = useTranslations("staff.events");
  const firstDead = rows.find(({ outcome, actions }) => outcome === "failed" && actions.replay.ok);
  const words: EventTableWords = {
    caption: t("caption"),
    columns: {
      received: t("columns.received"),
      type: t("columns.type"),
      object: t("columns.object"),
      outcome: t("columns.outcome"),
      deliveries: t("columns.deliveries"),
      attempts: t("columns.attempts"),
      age: t("columns.age"),
    },
    noObject: t("noObject"),
    noAttempts: t("noAttempts"),
    outcome: {},
  };

  const lines = rows.map((row): EventLine => {
    const { job, deliveries } = row;
    const outcome = outcomeSign(row.outcome, job);
    words.outcome[outcome] ??= outcomeWords(t, outcome);
    return {
      id: row.id,
      type: row.type,
      received: format.moment(row.receivedAt),
      age: format.age(row.receivedAt),
      object: row.objectId,
      outcome,
      ...(deliveries === 1 ? {} : { deliveries }),
      ...(job && job.attempts > 0 ? { attempts: t("attempts", { attempts: job.attempts, max: job.maxAttempts }) } : {}),
      ...(explained && row.outcome === "failed"
        ? {
            cause: (
              <DeadLetter event={row} keyed={row === firstDead}>
                <FailedAttempts attempts={row.failedAttempts} format={format} short />
              </DeadLetter>
            ),
          }
        : {}),
    };
  });

  return <EventRows lines={lines} words={words} />;
}
