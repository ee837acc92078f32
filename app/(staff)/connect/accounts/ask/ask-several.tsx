"use client";

import { useActionState, useEffect, useState } from "react";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import type { AccountFailures } from "@/app/(staff)/connect/accounts/[id]/result-texts";
import { askSeveralAction, takeBackSeveralAction } from "./actions";

/** A chosen account as its row is drawn. `why`: why nothing can be sent to it. */
export type ChosenLine = { id: string; seller: string | null; country: string; due: number; why: string | null };

/** The words of the page. */
export type SeveralTexts = {
  columns: { seller: string; country: string; due: string; result: string };
  noName: string;
  willAsk: string;
  asked: string;
  submit: string;
  /** By the number of those who were asked. */
  done: string[];
  takeBack: string;
  takenBack: string;
  /** By the number of those that were taken back. */
  takenBackCount: string[];
};

/** Says what will become of each chosen account, writes to them, and then says what became of each. Works without script. */
export function AskSeveral({
  lines,
  texts,
  failures,
  waitsMs,
}: {
  lines: ChosenLine[];
  texts: SeveralTexts;
  failures: AccountFailures;
  /** How long what was written can be taken back. */
  waitsMs: number;
}) {
  const [answer, ask, asking] = useActionState(askSeveralAction, null);
  const [taken, takeBack, taking] = useActionState(takeBackSeveralAction, null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!answer?.ok) return;
    const timer = setTimeout(() => setOver(true), waitsMs);
    return () => clearTimeout(timer);
  }, [answer, waitsMs]);

  const results = new Map(answer?.ok ? answer.accounts.map(({ id, result }) => [id, result]) : []);
  const askIds = [...results.values()].flatMap((result) => (result.ok ? [result.askId] : []));
  const open = lines.filter(({ why }) => why === null).map(({ id }) => id);
  const textOf = ({ id, why }: ChosenLine) => {
    const result = results.get(id);
    if (!result) return why ?? texts.willAsk;
    if (!result.ok) return failures[result.code];
    return taken?.ok && taken.askIds.includes(result.askId) ? texts.takenBack : texts.asked;
  };

  return (
    <>
      {answer && !answer.ok ? <StaffNotice kind="error">{failures[answer.code]}</StaffNotice> : null}
      {taken && !taken.ok ? <StaffNotice kind="error">{failures[taken.code]}</StaffNotice> : null}
      {taken?.ok ? (
        <StaffNotice kind="info">{texts.takenBackCount[taken.askIds.length]}</StaffNotice>
      ) : answer?.ok ? (
        <StaffNotice kind="info">
          {texts.done[askIds.length]}
          {askIds.length > 0 && !over ? (
            <form action={takeBack} className="mt-2">
              <input type="hidden" name="askIds" value={askIds.join(",")} />
              <button type="submit" className="btn btn-sm btn-line" aria-busy={taking}>
                {texts.takeBack}
              </button>
            </form>
          ) : null}
        </StaffNotice>
      ) : null}
      <div className="mt-3 overflow-x-auto">
        <table className="facts-table chosen-table">
          <thead>
            <tr>
              {(["seller", "country", "due", "result"] as const).map((column) => (
                <th key={column} scope="col">
                  {texts.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td>
                  <a href={`/connect/accounts/${line.id}`} className="staff-text-link">
                    {line.seller === null ? texts.noName : <bdi>{line.seller}</bdi>}
                  </a>
                </td>
                <td>
                  <span className="code">{line.country}</span>
                </td>
                <td className="num">{line.due}</td>
                <td>{textOf(line)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {answer?.ok || open.length === 0 ? null : (
        <form action={ask} className="mt-3">
          <input type="hidden" name="ids" value={open.join(",")} />
          <button type="submit" className="btn btn-primary" aria-busy={asking}>
            {texts.submit}
          </button>
        </form>
      )}
    </>
  );
}
