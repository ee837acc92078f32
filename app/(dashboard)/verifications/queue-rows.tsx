"use client";

import { AttemptsMeter } from "@/app/(dashboard)/_ui/attempts-meter";
import { Masked } from "@/app/(dashboard)/_ui/masked";
import { Moment, type WrittenMoment } from "@/app/(dashboard)/_ui/moment";
import { StaffLink } from "@/app/(dashboard)/_ui/staff-link";
import { StatusMark } from "@/app/(dashboard)/_ui/status-mark";
import type { DerivedStatus, FailureCode, QueueRow } from "@/lib/verification/schema";

/** The table's columns, in order. */
const queueColumns = ["case", "applicant", "status", "cause", "document", "attempts", "created", "changed"] as const;

type Column = (typeof queueColumns)[number];

/** A row as it is drawn; null: there is none. Words that many rows share stand in `QueueWords`, under their code. */
export type QueueLine = {
  id: string;
  reference: string;
  name: string | null;
  email: string | null;
  /** The name is not the document's. */
  declared?: true;
  /** This role may see neither name nor address. */
  masked?: true;
  status: DerivedStatus;
  /** Stripe's code; what the status means stands in its place. */
  code: FailureCode | null;
  meaning?: string;
  stripeVerified?: true;
  /** Why a person must look. */
  review?: string;
  country: string | null;
  document: QueueRow["documentType"];
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
  declared: string;
  noDocument: string;
  stripeVerified: string;
  status: Partial<Record<DerivedStatus, string>>;
  code: Partial<Record<FailureCode, string>>;
  country: Record<string, string>;
  document: Partial<Record<NonNullable<QueueRow["documentType"]>, string>>;
  /** By "used/max". */
  attempts: Record<string, string>;
};

/**
 * The queue's rows. Below 640 px each becomes three lines (dashboard.css); it stays one table. Drawn by the browser's
 * script as well, so that a row is sent as markup and as a few words: of a server component React sends the markup twice.
 */
export function QueueRows({ lines, words }: { lines: QueueLine[]; words: QueueWords }) {
  return (
    <table className="queue-table">
      <caption className="sr-only">{words.caption}</caption>
      <thead>
        <tr>
          {queueColumns.map((column) => (
            <th key={column} scope="col" className={`col-${column}`}>
              {words.columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <td className="col-case">
              <StaffLink href={`/verifications/${line.id}`} className="queue-open code">
                <bdi>{line.reference}</bdi>
              </StaffLink>
            </td>
            <td className="col-applicant">
              <Applicant line={line} words={words} />
            </td>
            <td className="col-status">
              <StatusMark status={line.status}>
                <span className="queue-status-word">{words.status[line.status]}</span>
              </StatusMark>
            </td>
            <td className="col-cause">
              {line.code ? (
                <>
                  {words.code[line.code]} <span className="code queue-code">{line.code}</span>
                </>
              ) : (
                <span className="muted">{line.meaning}</span>
              )}
              {line.stripeVerified ? <span className="staff-tag tone-success">{words.stripeVerified}</span> : null}
              {line.review ? <span className="staff-tag tone-error">{line.review}</span> : null}
            </td>
            <td className="col-document">
              <span className="code queue-country" title={line.country ? words.country[line.country] : undefined}>
                {line.country}
              </span>{" "}
              <span className={line.document ? "queue-type" : "queue-type muted"}>
                {line.document ? words.document[line.document] : words.noDocument}
              </span>
            </td>
            <td className="col-attempts">
              <span className="status-mark">
                <AttemptsMeter
                  used={line.used}
                  max={line.max}
                  label={words.attempts[`${line.used}/${line.max}`] ?? ""}
                />
                <span aria-hidden="true">
                  {line.used}
                  <span className="muted">{`/${line.max}`}</span>
                </span>
              </span>
            </td>
            <td className="col-created">
              <Moment at={line.created} />
            </td>
            <td className="col-changed">
              <Moment at={line.changed} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The name, said to be declared until it is the document's, and the address; a nameless person goes by the address. */
function Applicant({ line: { name, email, masked, declared }, words }: { line: QueueLine; words: QueueWords }) {
  if (masked) return <Masked label={words.masked} />;
  if (name === null) return email === null ? <span className="muted">{words.noName}</span> : <bdi>{email}</bdi>;
  return (
    <>
      <span className="queue-person">
        <bdi className="truncate font-medium">{name}</bdi>
        {declared ? <span className="name-source shrink-0">{words.declared}</span> : null}
      </span>
      {email === null ? null : <bdi className="queue-email">{email}</bdi>}
    </>
  );
}
