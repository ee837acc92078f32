import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import { thingOf } from "@/app/(staff)/connect/accounts/[id]/facts/entry-words";
import { toName } from "@/lib/connect/converge";
import type { RequirementStep } from "@/lib/connect/schema";
import { now } from "@/lib/time";
import { type LaneState, laneStates, toLanes } from "./lanes";

const fills: Record<LaneState, string> = {
  failed: "lane-failed",
  due: "lane-due",
  checking: "lane-checking",
  later: "lane-later",
  settled: "lane-settled",
};
const ticks = 4;
const dayMs = 86_400_000;
const width = 1000;

/** Every change of what Stripe asks for: a lane for each thing, and all changes as a list behind it. */
export function History({
  history,
  mailedAt,
  dueBy,
  country,
  whoOf,
  format,
}: {
  history: RequirementStep[];
  /** When we wrote to the seller. */
  mailedAt: string[];
  dueBy: string | null;
  country: string;
  whoOf: (personId: string | null, entry: string) => string;
  format: StaffFormat;
}) {
  const t = useTranslations("staff.account.history");
  const connect = useTranslations("connect");
  const present = now().getTime();
  const first = history.at(-1);
  if (!first) {
    return (
      <section className="panel" aria-labelledby="history">
        <h2 id="history" className="panel-head">
          {t("title")}
        </h2>
        <p className="p-3 text-xs muted">{t("none")}</p>
      </section>
    );
  }

  const start = Date.parse(first.at);
  const deadline = dueBy === null ? null : Date.parse(dueBy);
  const end = Math.max(present, deadline ?? present, start + 3_600_000);
  // Days of which several are the same say nothing.
  const toTick = end - start < ticks * dayMs ? format.stamp : format.day;
  const x = (time: number) => ((time - start) / (end - start)) * width;
  const nameOf = (step: RequirementStep) => {
    const thing = thingOf(toName(step), country, connect);
    return {
      key: `${step.personId} ${thing.key}`,
      text: thing.text ?? step.entry,
      who: whoOf(step.personId, step.entry),
    };
  };
  const words = new Map(history.map((step) => [nameOf(step).key, nameOf(step)]));
  const lanes = toLanes(history, (step) => nameOf(step).key, present);

  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history" className="panel-head">
        {t("title")}
        <span className="ms-auto flex flex-wrap gap-x-3 font-normal" aria-hidden="true">
          {laneStates.map((state) => (
            <span key={state} className="inline-flex items-center gap-1">
              <span className={`lane-key ${fills[state]}`} />
              {t(`state.${state}`)}
            </span>
          ))}
        </span>
      </h2>
      <div className="lanes" aria-hidden="true">
        <div className="lane-ticks">
          {Array.from({ length: ticks }, (_, index) => start + ((end - start) * index) / ticks).map((time) => (
            <span key={time}>{toTick(new Date(time).toISOString())}</span>
          ))}
        </div>
        {lanes.map(({ key, stretches }) => {
          const { text, who } = words.get(key) ?? { text: key, who: "" };
          return (
            <div key={key} className="lane">
              <span className="truncate" title={`${text}, ${who}`}>
                {text} <span className="muted">{who}</span>
              </span>
              <svg viewBox={`0 0 ${width} 10`} preserveAspectRatio="none" aria-hidden="true">
                {stretches.map(({ state, from, to }) => (
                  <rect
                    key={from}
                    className={fills[state]}
                    x={x(from)}
                    width={Math.max(2, x(to) - x(from))}
                    height="10"
                  />
                ))}
                <rect className="lane-now" x={x(present)} width="2" height="10" />
                {deadline === null ? null : (
                  <rect className="lane-deadline" x={x(deadline) - 3} width="3" height="10" />
                )}
              </svg>
            </div>
          );
        })}
        {mailedAt.length > 0 ? (
          <div className="lane">
            <span className="muted">{t("mail")}</span>
            <svg viewBox={`0 0 ${width} 10`} preserveAspectRatio="none" aria-hidden="true">
              {mailedAt.map((time) => (
                <rect key={time} className="lane-mail" x={x(Date.parse(time)) - 3} width="6" height="10" />
              ))}
            </svg>
          </div>
        ) : null}
      </div>
      <details className="lane-list">
        <summary>{t("asList", { count: history.length })}</summary>
        <ol className="timeline">
          {history.map((step) => (
            <li key={step.id}>
              <Moment at={format.moment(step.at)} />
              <span />
              <span>
                {nameOf(step).text}: {t(`change.${step.change}`, { list: t(`list.${step.list}`) })}{" "}
                {step.code === null ? null : <bdi className="code">{step.code}</bdi>}
              </span>
              <bdi>{nameOf(step).who}</bdi>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
