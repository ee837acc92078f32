import type { ReactNode } from "react";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { CheckState, Words } from "@/lib/health/doctor/check";
import type { Report } from "@/lib/health/doctor/checks";
import { StateIcon } from "./state-icon";

const tones = { failed: "text-error", warning: "text-warning", ok: "text-success" } as const;

/** The sums over the checks, and how far behind the queue is. */
export function HealthFigures({ report, words, format }: { report: Report; words: Words; format: StaffFormat }) {
  const { checks, figures } = report;
  const of = (state: CheckState) => checks.filter((check) => check.state === state);
  const sum = (state: keyof typeof tones, note: string) => (
    <Figure value={String(of(state).length)} note={note}>
      <span className={`inline-flex items-center gap-1 font-medium ${of(state).length > 0 ? tones[state] : ""}`}>
        <StateIcon state={of(state).length > 0 ? state : "unknown"} size="size-3" />
        {words(`sum.${state}`)}
      </span>
    </Figure>
  );
  const names = (state: CheckState) =>
    of(state)
      .map((check) => check.name)
      .join(", ") || words("sum.nothing");

  return (
    <div className="panel flex shrink-0 flex-wrap gap-px bg-base-300">
      {sum("failed", names("failed"))}
      {sum("warning", names("warning"))}
      {sum("ok", words("sum.unknown", { count: of("unknown").length }))}
      {figures ? (
        <>
          <Figure
            value={format.span(figures.oldestMs)}
            note={words("sum.queue", { waiting: figures.waiting, workers: figures.workers })}
          >
            {words("sum.oldest")}
          </Figure>
          <Figure
            value={figures.lastEventAt ? format.age(figures.lastEventAt.toISOString()) : "–"}
            note={words(figures.lastEventAt ? "sum.fromStripe" : "sum.noEvent")}
          >
            {words("sum.lastEvent")}
          </Figure>
        </>
      ) : null}
    </div>
  );
}

function Figure({ value, note, children }: { value: string; note: string; children: ReactNode }) {
  return (
    <div className="min-w-0 flex-1 basis-40 bg-base-100 px-3 py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-1.5 text-xs muted">
        <span className="num text-lg leading-6 font-semibold tracking-tight text-base-content">{value}</span>
        {children}
      </p>
      <p className="text-2xs muted">{note}</p>
    </div>
  );
}
