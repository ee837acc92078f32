"use client";

import { AttemptsMeter } from "@/app/(staff)/_ui/attempts-meter";
import { ListTable } from "@/app/(staff)/_ui/list/list-table";
import { Masked } from "@/app/(staff)/_ui/masked";
import { Moment, type WrittenMoment } from "@/app/(staff)/_ui/moment";
import { StatusMark } from "@/app/(staff)/_ui/status-mark";
import type { QueueRow } from "@/lib/cases/schema";
import type { FailureCode } from "@/lib/stripe/failure-codes";
import type { DerivedStatus } from "@/lib/verification/schema";

/** The table's columns, in order. */
const queueColumns = ["case", "applicant", "status", "cause", "document", "attempts", "created", "changed"] as const;

type Column = (typeof queueColumns)[number];

/** A row as it is drawn: what there is none of is not sent. Words that many rows share stand in `QueueWords`, by their codes. */
export type QueueLine = {
  id: string;
  reference: string;
  name?: string;
  email?: string;
  /** The name is not the document's. */
  declared?: true;
  /** This role may see neither name nor address. */
  masked?: true;
  /** The name cannot be decrypted. */
  unreadable?: true;
  status: DerivedStatus;
  /** Stripe's code; what the status means stands in its place. */
  code?: FailureCode;
  /** It is closed because it was deleted. */
  deleted?: true;
  stripeVerified?: true;
  /** Why a person must look. */
  review?: string;
  country?: string;
  document?: NonNullable<QueueRow["documentType"]>;
  used: number;
  max: number;
  created: WrittenMoment;
  changed: WrittenMoment;
};

/** The words of the table, and by their codes those that its rows share. */
export type QueueWords = {
  caption: string;
  columns: Record<Column, string>;
  masked: string;
  noName: string;
  unreadable: string;
  declared: string;
  noDocument: string;
  stripeVerified: string;
  status: Partial<Record<DerivedStatus, string>>;
  code: Partial<Record<FailureCode, string>>;
  country: Record<string, string>;
  document: Partial<Record<NonNullable<QueueRow["documentType"]>, string>>;
  /** What a status without a code means. */
  meaning: Partial<Record<DerivedStatus | "redacted", string>>;
};

/**
 * The queue's rows. Below 640 px each becomes three lines (staff.css); it stays one table. Drawn by the browser's
 * script as well, so that a row is sent as markup and as a few words: of a server component React sends the markup twice.
 */
export function QueueRows({ lines, words }: { lines: QueueLine[]; words: QueueWords }) {
  return (
    <ListTable className="case-table" caption={words.caption} columns={queueColumns} names={words.columns}>
      {lines.map((line) => (
        <tr key={line.id}>
          <td>
            <a href={`/verifications/${line.id}`} className="row-link">
              {line.reference}
            </a>
          </td>
          <td>
            <Applicant line={line} words={words} />
          </td>
          <td>
            <StatusMark status={line.status}>{words.status[line.status]}</StatusMark>
          </td>
          <td>
            {line.code ? (
              <>
                {words.code[line.code]} <span className="code queue-code">{line.code}</span>
              </>
            ) : (
              <span className="muted">{words.meaning[line.deleted ? "redacted" : line.status]}</span>
            )}
            {line.stripeVerified ? <span className="staff-tag tone-success">{words.stripeVerified}</span> : null}
            {line.review ? <span className="staff-tag tone-error">{line.review}</span> : null}
          </td>
          <td>
            {line.country ? (
              <span className="queue-country" title={words.country[line.country]}>
                {line.country}
              </span>
            ) : null}{" "}
            <span className={line.document ? "queue-type" : "queue-type muted"}>
              {line.document ? words.document[line.document] : words.noDocument}
            </span>
          </td>
          <td>
            <AttemptsMeter used={line.used} max={line.max} />
            {line.used}
            <span className="muted">{`/${line.max}`}</span>
          </td>
          <td>
            <Moment at={line.created} />
          </td>
          <td>
            <Moment at={line.changed} />
          </td>
        </tr>
      ))}
    </ListTable>
  );
}

/** The name, said to be declared until it is the document's, and the address; a nameless person goes by the address. */
function Applicant({
  line: { name, email, masked, declared, unreadable },
  words,
}: {
  line: QueueLine;
  words: QueueWords;
}) {
  if (masked) return <Masked label={words.masked} />;
  if (unreadable) {
    return (
      <>
        <span className="muted">{words.unreadable}</span>
        {email === undefined ? null : <bdi className="queue-email">{email}</bdi>}
      </>
    );
  }
  if (name === undefined)
    return email === undefined ? <span className="muted">{words.noName}</span> : <bdi>{email}</bdi>;
  return (
    <>
      {declared ? (
        <span className="queue-person">
          <bdi className="truncate font-medium">{name}</bdi>
          <span className="name-source shrink-0">{words.declared}</span>
        </span>
      ) : (
        <bdi className="font-medium">{name}</bdi>
      )}
      {email === undefined ? null : <bdi className="queue-email">{email}</bdi>}
    </>
  );
}
