import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import type { EventJob, EventOutcome } from "@/lib/webhooks/events-schema";

const marks: Record<EventOutcome | "retrying", { icon: IconName; tone: string }> = {
  queued: { icon: "Clock", tone: "text-info" },
  retrying: { icon: "RotateCcw", tone: "text-warning" },
  processed: { icon: "CircleCheck", tone: "text-success" },
  ignored: { icon: "CircleHelp", tone: "muted" },
  failed: { icon: "CircleX", tone: "text-error" },
  discarded: { icon: "CircleMinus", tone: "muted" },
};

/** What became of an event: a sign and its word. One that waits after a failed try is retrying. */
export async function OutcomeMark({ outcome, job }: { outcome: EventOutcome; job: EventJob | null }) {
  const t = await getTranslations("staff.events");
  const retrying = outcome === "queued" && job !== null && job.tries > 0 && job.lastError !== null;
  const { icon, tone } = marks[retrying ? "retrying" : outcome];
  return (
    <span className="status-mark" title={t(`means.${outcome}`)}>
      <Icon of={icon} className={`status-icon ${tone}`} />
      {retrying ? t("retrying") : t(`outcome.${outcome}`)}
    </span>
  );
}
