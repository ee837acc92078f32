import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import { StaffLink } from "@/app/(staff)/_ui/staff-link";
import type { EndpointHealth } from "@/lib/health/schema";
import { now } from "@/lib/time";
import { CompareForm } from "./compare-form";
import { FixedTable } from "./fixed-table";

const quietMs = 24 * 60 * 60 * 1000;

type Side = { health: EndpointHealth; format: StaffFormat; t: Words };

type Words = ReturnType<typeof useTranslations<"staff.events.side">>;

/** Beside the list: how the endpoint is doing, whether we drift from Stripe, and what waits in the queue. */
export function EventSide({ health, format }: Omit<Side, "t">) {
  const t = useTranslations("staff.events.side");
  return (
    <aside className="event-side" aria-label={t("label")}>
      <EndpointPanel health={health} format={format} t={t} />
      <DriftPanel health={health} format={format} t={t} />
      <QueuePanel health={health} format={format} t={t} />
    </aside>
  );
}

function EndpointPanel({ health, format, t }: Side) {
  const { lastEvent, recent, secrets, answers } = health;
  const share = recent.events === 0 ? 0 : (recent.failed / recent.events) * 100;
  const differs = lastEvent?.apiVersion != null && lastEvent.apiVersion !== health.apiVersion;
  const quiet = lastEvent === null || now().getTime() - Date.parse(lastEvent.receivedAt) > quietMs;
  const answerTime = () => {
    if (answers.count === 0) return t("nothingWaits");
    return answers.p99Seconds === null ? t("slower") : t("atMost", { ms: answers.p99Seconds * 1000 });
  };

  return (
    <section className="panel">
      <h2 className="panel-head">
        {t("endpoint")}
        <span className="ms-auto">
          <EndpointState toFix={differs || recent.otherMode > 0 || recent.failed > 0} quiet={quiet} t={t} />
        </span>
      </h2>
      <dl className="figures">
        <div>
          <dt>{t("lastEvent")}</dt>
          <dd>{lastEvent ? <bdi className="figure">{format.ago(lastEvent.receivedAt)}</bdi> : t("never")}</dd>
        </div>
        <div>
          <dt>{t("failed")}</dt>
          <dd>
            <bdi className="figure">{t("percent", { share: Math.round(share * 10) / 10 })}</bdi>
            <span className="block">{t("failedOf", { events: recent.events })}</span>
          </dd>
        </div>
        <div>
          <dt>{t("answerTime")}</dt>
          <dd>
            <bdi className="figure">{answerTime()}</bdi>
            <span className="block">{t("answers", { count: answers.count })}</span>
          </dd>
        </div>
      </dl>
      <HourChart hours={health.hours} format={format} t={t} />
      <dl className="side-facts event-facts">
        <dt>{t("address")}</dt>
        <dd>
          <bdi className="code">/api/stripe/webhook</bdi>
        </dd>
        <dt>{t("secret")}</dt>
        <dd className="flex flex-wrap items-center gap-x-1.5">
          {secrets.map((end) => (
            <bdi key={end} className="code">{`whsec_…${end}`}</bdi>
          ))}
          {secrets.length > 1 ? (
            <span className="staff-tag tone-warning">{t("rolling", { count: secrets.length })}</span>
          ) : null}
        </dd>
        <dt>{t("mode")}</dt>
        <dd>
          {recent.otherMode > 0 ? (
            <span className="font-medium text-error">{t("modeMismatch", { count: recent.otherMode })}</span>
          ) : (
            t(health.livemode ? "modeLive" : "modeTest")
          )}
        </dd>
        <dt>{t("apiVersion")}</dt>
        <dd>
          <bdi className="code">{lastEvent?.apiVersion ?? health.apiVersion}</bdi>{" "}
          {differs ? (
            <span className="font-medium text-warning">{t("differs", { version: health.apiVersion })}</span>
          ) : (
            <span className="muted">{t("asOurs")}</span>
          )}
        </dd>
      </dl>
    </section>
  );
}

function EndpointState({ toFix, quiet, t }: { toFix: boolean; quiet: boolean; t: Words }) {
  const [icon, tone, words] = toFix
    ? (["TriangleAlert", "text-warning", t("toFix")] as const)
    : quiet
      ? (["Clock", "muted", t("quiet")] as const)
      : (["CircleCheck", "text-success", t("delivering")] as const);
  return (
    <span className={`inline-flex items-center gap-1 font-medium ${tone}`}>
      <Icon of={icon} className="size-3" />
      {words}
    </span>
  );
}

const barStep = 10;
const chartHeight = 28;

/** Events an hour as bars; an hour in which something failed is red. Drawn as attributes, because styles are not allowed. */
function HourChart({ hours, format, t }: { hours: EndpointHealth["hours"]; format: StaffFormat; t: Words }) {
  const most = Math.max(1, ...hours.map((hour) => hour.events));
  const sum = (pick: (hour: EndpointHealth["hours"][number]) => number) =>
    hours.reduce((total, hour) => total + pick(hour), 0);
  const bars = (kept: (hour: EndpointHealth["hours"][number]) => boolean) =>
    hours
      .map((hour, index) => {
        if (!kept(hour)) return "";
        const height = Math.max(1, Math.round((hour.events / most) * chartHeight));
        return `M${index * barStep} ${chartHeight - height}h${barStep - 2}v${height}h-${barStep - 2}z`;
      })
      .join("");
  const [first] = hours;

  return (
    <figure className="px-3 pt-2">
      <svg
        viewBox={`0 0 ${hours.length * barStep - 2} ${chartHeight}`}
        preserveAspectRatio="none"
        className="h-7 w-full rtl:-scale-x-100"
        role="img"
        aria-label={t("chart", { events: sum((hour) => hour.events), failed: sum((hour) => hour.failed) })}
      >
        <path d={bars((hour) => hour.failed === 0)} className="fill-info/70" />
        <path d={bars((hour) => hour.failed > 0)} className="fill-error" />
      </svg>
      <figcaption className="flex text-2xs muted">
        {first ? <bdi className="num">{t("chartFrom", { stamp: format.stamp(first.startsAt) })}</bdi> : null}
        <span className="ms-auto">{t("now")}</span>
      </figcaption>
    </figure>
  );
}

/** So many in the card; the page of the comparison has them all. */
const fixedShown = 5;

function DriftPanel({ health: { reconciler }, format, t }: Side) {
  return (
    <section className="panel">
      <h2 className="panel-head">
        {t("drift")}
        <span className="ms-auto font-normal muted">
          {reconciler.roundAt && reconciler.nextAt
            ? t("compared", { stamp: format.stamp(reconciler.roundAt), next: format.stamp(reconciler.nextAt) })
            : t("notCompared")}
        </span>
      </h2>
      {reconciler.roundAt ? (
        <p className="px-3 pt-2 text-xs">
          {t("asked", { count: reconciler.asked })} {reconciler.fixed.length === 0 ? t("noDrift") : null}
        </p>
      ) : null}
      {reconciler.fixed.length > 0 ? (
        <FixedTable rows={reconciler.fixed.slice(0, fixedShown)} format={format} compact />
      ) : null}
      {reconciler.fixed.length > fixedShown ? (
        <p className="px-3 pt-2 text-xs">
          <StaffLink href="/events/drift" className="staff-text-link">
            {t("allFixed", { count: reconciler.fixed.length })}
          </StaffLink>
        </p>
      ) : null}
      {reconciler.findings.length === 0 ? (
        <p className="px-3 pt-2 text-xs">{t("noFindings")}</p>
      ) : (
        <table className="event-findings">
          <thead>
            <tr>
              <th scope="col">{t("kind")}</th>
              <th scope="col">{t("total")}</th>
              <th scope="col">{t("lastFound")}</th>
            </tr>
          </thead>
          <tbody>
            {reconciler.findings.map((finding) => (
              <tr key={finding.kind}>
                <th scope="row">
                  <bdi className="code">{finding.kind}</bdi>
                </th>
                <td>{finding.total}</td>
                <td>
                  <Moment at={format.moment(finding.lastFoundAt)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="p-3">
        <CompareForm session="" />
      </div>
    </section>
  );
}

function QueuePanel({ health: { queue }, format, t }: Side) {
  return (
    <section className="panel">
      <h2 className="panel-head">{t("queue")}</h2>
      <dl className="figures">
        <div>
          <dt>{t("waiting")}</dt>
          <dd className="figure">{format.count(queue.waiting)}</dd>
        </div>
        <div>
          <dt>{t("oldest")}</dt>
          <dd className="figure">{queue.oldestAt ? format.age(queue.oldestAt) : t("nothingWaits")}</dd>
        </div>
        <div>
          <dt>{t("workers")}</dt>
          <dd className={queue.workers > 0 ? "figure" : "figure text-error"}>{queue.workers}</dd>
        </div>
      </dl>
    </section>
  );
}
