import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import { ShortId } from "@/app/(staff)/_ui/short-id";
import { shortType } from "@/app/(staff)/events/event-type";
import { FailedAttempts } from "@/app/(staff)/events/failed-attempts";
import { OutcomeMark } from "@/app/(staff)/events/outcome-mark";
import { outcomeWords } from "@/app/(staff)/events/outcome-words";
import type { EventDetail } from "@/lib/events/schema";

type Facts = { event: EventDetail; format: StaffFormat };

/** What Stripe sent and how often. */
export function ArrivalPanel({ event, format }: Facts) {
  const t = useTranslations("staff.events.event");
  return (
    <section className="panel">
      <h2 className="panel-head">{t("arrival")}</h2>
      <dl className="side-facts event-facts">
        <dt>{t("type")}</dt>
        <dd>
          <bdi className="code">{event.type}</bdi>
        </dd>
        <dt>{t("object")}</dt>
        <dd>{event.objectId ? <ShortId id={event.objectId} /> : t("none")}</dd>
        <dt>{t("account")}</dt>
        <dd>{event.account ? <ShortId id={event.account} /> : t("ownAccount")}</dd>
        <dt>{t("mode")}</dt>
        <dd>{t(event.livemode ? "live" : "test")}</dd>
        <dt>{t("apiVersion")}</dt>
        <dd>
          <bdi className="code">{event.apiVersion ?? t("none")}</bdi>
        </dd>
        <dt>{t("created")}</dt>
        <dd>
          <Moment at={format.moment(event.createdAt)} />
        </dd>
        <dt>{t("received")}</dt>
        <dd>
          <Moment at={format.moment(event.receivedAt)} />
        </dd>
        <dt>{t("deliveries")}</dt>
        <dd className="num">{event.deliveries}</dd>
        <dt>{t("answer")}</dt>
        <dd>{t(event.deliveries > 0 ? "answered" : "none")}</dd>
        <dt>{t("settled")}</dt>
        <dd>{event.processedAt ? <Moment at={format.moment(event.processedAt)} /> : t("none")}</dd>
        <dt>{t("purge")}</dt>
        <dd>
          <Moment at={format.moment(event.purgeAt)} />
        </dd>
      </dl>
    </section>
  );
}

function stateOf({ outcome, job }: EventDetail): "running" | "waiting" | "retrying" | "dead" | null {
  if (!job) return null;
  if (job.running) return "running";
  if (outcome === "failed" || job.attempts >= job.maxAttempts) return "dead";
  return job.attempts > 0 ? "retrying" : "waiting";
}

/** The job that the event made, when it runs next, the code of its last error, and every failed try of its session. */
export function JobPanel({ event, format }: Facts) {
  const t = useTranslations("staff.events.event");
  const { job } = event;
  const state = stateOf(event);
  return (
    <section className="panel">
      <h2 className="panel-head">
        {t("job")}
        {state ? <span className="ms-auto font-normal">{t(`jobState.${state}`)}</span> : null}
      </h2>
      {job ? (
        <dl className="side-facts event-facts">
          <dt>{t("attempts")}</dt>
          <dd className="num">{t("attemptsOf", { attempts: job.attempts, max: job.maxAttempts })}</dd>
          <dt>{t("due")}</dt>
          <dd>
            <Moment at={format.moment(job.dueAt)} />
          </dd>
          <dt>{t("lastError")}</dt>
          <dd>
            <bdi className="code">{job.lastError ?? t("none")}</bdi>
          </dd>
        </dl>
      ) : (
        <p className="p-3 text-xs muted">{t("noJob")}</p>
      )}
      {event.failedAttempts.length > 0 ? (
        <div className="border-t p-3 hair">
          <FailedAttempts attempts={event.failedAttempts} format={format} />
        </div>
      ) : null}
    </section>
  );
}

/** The other events of the same object. */
export function SiblingsPanel({ event, format }: Facts) {
  const t = useTranslations("staff.events.event");
  const events = useTranslations("staff.events");
  return (
    <section className="panel">
      <h2 className="panel-head">{t("siblings")}</h2>
      {event.siblings.length === 0 ? <p className="p-3 text-xs muted">{t("noSiblings")}</p> : null}
      <ol className="py-1 text-xs">
        {event.siblings.map((sibling) => (
          <li key={sibling.id} className="flex min-h-6 flex-wrap items-center gap-x-3 px-3 py-0.5">
            <span className="w-24 muted">
              <Moment at={format.moment(sibling.receivedAt)} />
            </span>
            <a href={`/events/${sibling.id}`} className="staff-text-link">
              <bdi>{shortType(sibling.type)}</bdi>
            </a>
            <span className="ms-auto">
              <OutcomeMark sign={sibling.outcome} words={outcomeWords(events, sibling.outcome)} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
