"use client";

import { Fragment, type ReactNode } from "react";
import { ListTable } from "@/app/(staff)/_ui/list/list-table";
import { Moment, type WrittenMoment } from "@/app/(staff)/_ui/moment";
import { ShortId } from "@/app/(staff)/_ui/short-id";
import { shortType } from "@/app/(staff)/events/event-type";
import { OutcomeMark, type OutcomeSign, type OutcomeWords } from "@/app/(staff)/events/outcome-mark";

/** The table's columns, in order. */
const eventColumns = ["received", "type", "object", "outcome", "deliveries", "attempts", "age"] as const;

type Column = (typeof eventColumns)[number];

/** A row as it is drawn; what is not there is as most rows have it. Words that rows share stand in `EventTableWords`. */
export type EventLine = {
  id: string;
  type: string;
  received: WrittenMoment;
  age: string;
  object: string | null;
  outcome: OutcomeSign;
  /** How often Stripe brought it, when not once: of what the reconciler asked for, never. */
  deliveries?: number;
  /** How many attempts of how many, when there were any. */
  attempts?: string;
  /** What stands beneath the row: why it failed, and what can be done. */
  cause?: ReactNode;
};

/** The words of the table, and by its sign those of every outcome that is in it. */
export type EventTableWords = {
  caption: string;
  columns: Record<Column, string>;
  noObject: string;
  noAttempts: string;
  outcome: Partial<Record<OutcomeSign, OutcomeWords>>;
};

/**
 * The events' rows; below 768 px each becomes two lines (staff.css), and it stays one table. Drawn by the browser's
 * script as well, as `QueueRows` are and for the same reason.
 */
export function EventRows({ lines, words }: { lines: EventLine[]; words: EventTableWords }) {
  return (
    <ListTable
      className="event-table"
      caption={words.caption}
      columns={eventColumns}
      names={words.columns}
      classOf={(column) => `col-event-${column}`}
    >
      {lines.map((line) => (
        <Fragment key={line.id}>
          <Row line={line} words={words} />
          {line.cause ? (
            <tr className="event-cause">
              <td colSpan={eventColumns.length}>{line.cause}</td>
            </tr>
          ) : null}
        </Fragment>
      ))}
    </ListTable>
  );
}

function Row({ line, words }: { line: EventLine; words: EventTableWords }) {
  const { id, type, received, age, object, outcome, deliveries, attempts } = line;
  const attemptsTone = outcome === "failed" ? "font-semibold text-error" : "font-medium text-warning";
  return (
    <tr>
      <td className="col-event-received">
        <Moment at={received} />
      </td>
      <td className="col-event-type">
        <a href={`/events/${id}`} className="row-link" title={`${type} ${id}`}>
          {shortType(type)}
        </a>
      </td>
      <td className={object ? "col-event-object" : "col-event-object muted"}>
        {object ? <ShortId id={object} /> : words.noObject}
      </td>
      <td className="col-event-outcome">
        <OutcomeMark sign={outcome} words={words.outcome[outcome] ?? [outcome, ""]} />
      </td>
      <td className={`col-event-deliveries ${deliveries === undefined ? "muted" : "font-medium"}`}>
        {deliveries ?? 1}
      </td>
      <td className={`col-event-attempts ${attempts ? attemptsTone : "muted"}`}>{attempts ?? words.noAttempts}</td>
      <td className="col-event-age">
        <bdi>{age}</bdi>
      </td>
    </tr>
  );
}
