import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { CheckState } from "@/lib/health/doctor/check";
import type { Report } from "@/lib/health/doctor/checks";
import { StateIcon } from "./state-icon";

const tones = { failed: "text-error", warning: "text-warning", ok: "text-success" } as const;

/** The sums over the checks, and how far behind the queue is. */
export function HealthFigures({ report, format }: { report: Report; format: StaffFormat }) {
  const t = useTranslations("doctor.sum");
  const { checks, figures } = report;
  const of = (state: CheckState) => checks.filter((check) => check.state === state);
  const sum = (state: keyof typeof tones, note: string) => (
    <Figure note={note}>
      {t.rich(state, {
        count: of(state).length,
        figure,
        label: (text) => (
          <span className={`inline-flex items-center gap-1 font-medium ${of(state).length > 0 ? tones[state] : ""}`}>
            <StateIcon state={of(state).length > 0 ? state : "unknown"} size="size-3" />
            {text}
          </span>
        ),
      })}
    </Figure>
  );
  const names = (state: CheckState) =>
    of(state)
      .map((check) => check.name)
      .join(", ") || t("nothing");

  return (
    <div className="panel flex shrink-0 flex-wrap gap-px bg-base-300">
      {sum("failed", names("failed"))}
      {sum("warning", names("warning"))}
      {sum("ok", t("unknown", { count: of("unknown").length }))}
      {figures ? (
        <>
          <Figure note={t("queue", { waiting: figures.waiting, workers: figures.workers })}>
            {t.rich("oldest", { span: format.span(figures.oldestMs), figure })}
          </Figure>
          <Figure note={t(figures.lastEventAt ? "fromStripe" : "noEvent")}>
            {t.rich("lastEvent", {
              span: figures.lastEventAt ? format.age(figures.lastEventAt.toISOString()) : "–",
              figure,
            })}
          </Figure>
        </>
      ) : null}
    </div>
  );
}

const figure = (text: ReactNode) => (
  <span className="num text-lg leading-6 font-semibold tracking-tight text-base-content">{text}</span>
);

function Figure({ note, children }: { note: string; children: ReactNode }) {
  return (
    <div className="min-w-0 flex-1 basis-40 bg-base-100 px-3 py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-1.5 text-xs muted">{children}</p>
      <p className="text-2xs muted">{note}</p>
    </div>
  );
}
