import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { EventRow } from "@/lib/events/schema";
import { ReplayButton } from "./replay-button";

/**
 * Why the attempts of an event's sync are exhausted, in words with its code, and what can be done about it. `keyed`: its button has the key.
 * `children` stand beside it.
 */
export function DeadLetter({
  event,
  keyed,
  children,
}: {
  event: Pick<EventRow, "id" | "cause" | "actions">;
  keyed: boolean;
  children?: ReactNode;
}) {
  const t = useTranslations("staff.events");
  const cause = event.cause ?? "unknown";

  return (
    <div className="dead-letter">
      <div>
        <p>
          <strong className="font-semibold text-error">{t(`cause.${cause}.title`)}</strong>{" "}
          <bdi className="code muted">{cause}</bdi>
        </p>
        <p className="max-w-160">{t(`cause.${cause}.text`)}</p>
        <div className="mt-1.5 flex flex-wrap gap-1.5">
          {event.actions.replay.ok ? <ReplayButton id={event.id} look="btn-primary" keyed={keyed} /> : null}
          {event.actions.discard.ok ? (
            <a href={`/events/${event.id}/discard`} className="btn btn-sm btn-line text-error">
              {t("discard")}
            </a>
          ) : null}
        </div>
      </div>
      {children}
    </div>
  );
}
