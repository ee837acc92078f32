import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { KeepFresh } from "@/app/(staff)/_ui/keep-fresh";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { ItemHead } from "@/app/(staff)/_ui/page-head";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";
import { DeadLetter } from "@/app/(staff)/events/dead-letter";
import { shortType } from "@/app/(staff)/events/event-type";
import { OutcomeMark, outcomeSign } from "@/app/(staff)/events/outcome-mark";
import { outcomeWords } from "@/app/(staff)/events/outcome-words";
import { ReplayButton } from "@/app/(staff)/events/replay-button";
import { requirePermission } from "@/lib/auth/viewer";
import { loadEvent } from "@/lib/events/loaders";
import { getVerificationOf } from "@/lib/verification/verification-of-session";
import { DiscardedBy } from "./discarded-by";
import { ArrivalPanel, JobPanel, SiblingsPanel } from "./event-facts";
import { PayloadPanel } from "./payload-panel";

type Params = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** One event: what became of it and why, how it arrived, its job, and what may be shown of its payload. */
export default async function EventPage({ params, searchParams }: Params) {
  const viewer = await requirePermission("events.read");
  const event = await loadEvent(viewer, (await params).id);
  const sessionId = event.target?.type === "verification_session" ? event.target.id : null;
  const [verification, { done }, t, format] = await Promise.all([
    sessionId && getVerificationOf(viewer, sessionId),
    searchParams,
    getTranslations("staff.events"),
    staffFormat(),
  ]);
  const sign = outcomeSign(event.outcome, event.job);

  return (
    <StaffMain tab={event.id}>
      <ItemHead list={{ href: "/events", back: t("event.back") }} title={<bdi>{shortType(event.type)}</bdi>}>
        <OutcomeMark sign={sign} words={outcomeWords(t, sign)} />
        <bdi className="code min-w-0 truncate muted select-all">{event.id}</bdi>
        <div className="ms-auto flex flex-wrap items-center gap-2">
          {verification ? (
            <a href={`/verifications/${verification.id}`} className="btn btn-sm btn-line">
              <Icon of="IdCard" className="size-3.5" />
              {t("event.openCase", { reference: verification.reference })}
            </a>
          ) : null}
          {event.target ? (
            <a href={`/events/drift?target=${event.target.id}`} className="btn btn-sm btn-line">
              <Icon of="GitCompareArrows" className="size-3.5" />
              {t("event.compare")}
            </a>
          ) : null}
          {event.actions.replay.ok && event.outcome !== "failed" ? (
            <ReplayButton id={event.id} look="btn-line" keyed />
          ) : null}
        </div>
      </ItemHead>
      <div className="event-work">
        {done === "replayed" || done === "discarded" ? (
          <StaffNotice kind="info">{t(`done.${done}`)}</StaffNotice>
        ) : null}
        {event.outcome === "queued" ? <KeepFresh /> : null}
        {event.outcome === "failed" ? (
          <section className="panel p-3 text-xs">
            <DeadLetter event={event} keyed />
          </section>
        ) : (
          <p className="text-xs muted">
            {t(`means.${event.outcome}`)}{" "}
            {event.discarded ? <DiscardedBy discarded={event.discarded} format={format} /> : null}
          </p>
        )}
        <div className="event-panels">
          <ArrivalPanel event={event} format={format} />
          <div className="flex min-w-0 flex-col gap-2.5">
            <JobPanel event={event} format={format} />
            <SiblingsPanel event={event} format={format} />
          </div>
        </div>
        <PayloadPanel payload={event.payload} />
      </div>
    </StaffMain>
  );
}
