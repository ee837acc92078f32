"use client";

import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Moment, type WrittenMoment } from "@/app/(staff)/_ui/moment";
import { ShortId } from "@/app/(staff)/_ui/short-id";

/** A line as it is drawn. */
export type TimelineLine = {
  at: WrittenMoment;
  icon: IconName;
  what: string;
  /** `what` is Stripe's own name; this is all of it, for a title. */
  code?: string;
  /** Said quietly after it: in words, or as ids. */
  of?: string;
  ids?: string[];
  who: string;
};

/** The lines of the timeline, drawn by the browser's script as well: `QueueRows` says why. */
export function TimelineRows({ lines }: { lines: TimelineLine[] }) {
  return (
    <ol className="timeline">
      {lines.map(({ at, icon, what, code, of, ids, who }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id of their own, and the list is never reordered
        <li key={`${at[0]}-${index}`}>
          <Moment at={at} />
          <Icon of={icon} className="size-3.5 muted" />
          {code ? (
            <span>
              <bdi className="code" title={code}>
                {what}
              </bdi>
            </span>
          ) : (
            <span>
              {what}
              {of || ids ? " " : null}
              {of || ids ? (
                <span className="muted">
                  {of}
                  {ids?.map((id) => (
                    <ShortId key={id} id={id} />
                  ))}
                </span>
              ) : null}
            </span>
          )}
          <bdi>{who}</bdi>
        </li>
      ))}
    </ol>
  );
}
