import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
// The types alone: the rows of events bring this file to the browser, and the schema would bring zod, which tries `eval`.
import type { EventJob, EventOutcome } from "@/lib/events/schema";

/** What became of an event, as it is shown. */
export type OutcomeSign = EventOutcome | "retrying";

/** Its word, and what it means. */
export type OutcomeWords = [word: string, means: string];

const signs: Record<OutcomeSign, { icon: IconName; tone: string }> = {
  queued: { icon: "Clock", tone: "text-info" },
  retrying: { icon: "RotateCcw", tone: "text-warning" },
  processed: { icon: "CircleCheck", tone: "text-success" },
  ignored: { icon: "CircleHelp", tone: "muted" },
  failed: { icon: "CircleX", tone: "text-error" },
  discarded: { icon: "CircleMinus", tone: "muted" },
};

/** An event that waits after a failed try is retrying. */
export const outcomeSign = (outcome: EventOutcome, job: EventJob | null): OutcomeSign =>
  outcome === "queued" && job !== null && job.attempts > 0 && job.lastError !== null ? "retrying" : outcome;

/** What became of an event: a sign and its word. */
export function OutcomeMark({ sign, words: [word, means] }: { sign: OutcomeSign; words: OutcomeWords }) {
  const { icon, tone } = signs[sign];
  return (
    <span className="outcome-mark" title={means}>
      <Icon of={icon} className={`status-icon ${tone}`} />
      {word}
    </span>
  );
}
