"use client";

import { Icon } from "@/app/_ui/icon";
import { AttemptsMeter } from "@/app/(staff)/_ui/attempts-meter";
import { CheckAll } from "@/app/(staff)/_ui/list/check-all";
import { ListTable } from "@/app/(staff)/_ui/list/list-table";
import { Masked } from "@/app/(staff)/_ui/masked";
import { Moment, type WrittenMoment } from "@/app/(staff)/_ui/moment";
import { StatusMark } from "@/app/(staff)/_ui/status-mark";
import type { ConnectStatus } from "@/lib/connect/staff/schema";

/** The table's columns, in order. */
const boardColumns = [
  ...["seller", "country", "type", "status", "due", "what", "reason", "deadline", "left", "asked"],
] as const;

type Column = (typeof boardColumns)[number];

/** How near a deadline is: in words it always stands beside. */
export type Nearness = "far" | "week" | "near" | "past";

/** A row as it is drawn: what there is none of is not sent. Words that many rows share stand in `BoardWords`, by their codes. */
export type BoardLine = {
  id: string;
  name?: string;
  /** This role may not see the name. */
  masked?: true;
  /** The name cannot be decrypted. */
  unreadable?: true;
  country: string;
  type?: string;
  status: ConnectStatus;
  due: number;
  pending?: number;
  what?: string;
  /** Stripe's codes of what failed. */
  codes?: string[];
  reason?: string;
  /** Payouts are off, whatever the reason. */
  off?: true;
  deadline?: WrittenMoment;
  left?: string;
  nearness?: Nearness;
  asked?: WrittenMoment;
};

/** The words of the table, and by their codes those that its rows share. */
export type BoardWords = {
  caption: string;
  columns: Record<Column, string>;
  masked: string;
  noName: string;
  unreadable: string;
  none: string;
  noDate: string;
  notAsked: string;
  status: Partial<Record<ConnectStatus, string>>;
  country: Record<string, string>;
  type: Record<string, string>;
  reason: Record<string, string>;
};

const most = 7;

/** The board's rows, drawn by the browser's script as well: `QueueRows` says why. */
export function BoardRows({
  lines,
  words,
  form,
}: {
  lines: BoardLine[];
  words: BoardWords;
  /** The form that chosen accounts are sent by; undefined: none can be chosen. */
  form?: { id: string; choose: Record<string, string>; chooseAll: string } | undefined;
}) {
  const { columns } = words;
  const names = form
    ? {
        ...columns,
        seller: (
          <>
            <CheckAll label={form.chooseAll} />
            <span className="beside-check-all">{columns.seller}</span>
          </>
        ),
      }
    : columns;
  return (
    <ListTable className="account-table" caption={words.caption} columns={boardColumns} names={names}>
      {lines.map((line) => (
        <tr key={line.id}>
          <td>
            {form ? (
              <input
                type="checkbox"
                name="id"
                value={line.id}
                form={form.id}
                className="row-check checkbox checkbox-xs"
                aria-label={form.choose[line.id]}
              />
            ) : null}
            <a href={`/connect/accounts/${line.id}`} className="row-link">
              <Seller line={line} words={words} />
            </a>
          </td>
          <td>
            <span className="code" title={words.country[line.country]}>
              {line.country}
            </span>
          </td>
          <td>{line.type === undefined ? <span className="muted">{words.none}</span> : words.type[line.type]}</td>
          <td>
            <StatusMark status={line.status}>{words.status[line.status]}</StatusMark>
          </td>
          <td>
            {line.due > 0 ? <AttemptsMeter used={Math.min(line.due, most)} max={most} /> : null}
            {line.due}
            {line.pending ? <span className="muted">{` + ${line.pending}`}</span> : null}
          </td>
          <td>
            {line.what ?? <span className="muted">{words.none}</span>}
            {line.codes?.map((code) => (
              <span key={code} className="code account-code">
                {code}
              </span>
            ))}
          </td>
          <td>
            {line.reason === undefined ? (
              <span className="muted">{words.none}</span>
            ) : (
              <>
                {line.off ? (
                  <Icon of="CirclePause" className="me-1.5 inline-block size-3.5 align-[-2px] text-error" />
                ) : null}
                {words.reason[line.reason]}
              </>
            )}
          </td>
          <td>{line.deadline ? <Moment at={line.deadline} /> : <span className="muted">{words.noDate}</span>}</td>
          <td>
            {line.left === undefined || line.nearness === undefined ? null : (
              <span className={`time-left time-${line.nearness}`}>
                {line.nearness === "far" ? null : <Icon of="Clock" className="size-3.5" />}
                {line.left}
              </span>
            )}
          </td>
          <td>{line.asked ? <Moment at={line.asked} /> : <span className="muted">{words.notAsked}</span>}</td>
        </tr>
      ))}
    </ListTable>
  );
}

function Seller({ line: { name, masked, unreadable }, words }: { line: BoardLine; words: BoardWords }) {
  if (masked) return <Masked label={words.masked} />;
  if (unreadable) return <span className="muted">{words.unreadable}</span>;
  return name === undefined ? <span className="muted">{words.noName}</span> : <bdi>{name}</bdi>;
}
