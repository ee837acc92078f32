import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";

/** The foot of a list: `children` say what is shown, and links lead to the newer and the older page, where there is one. */
export function ListFoot({
  page,
  href,
  words,
  children,
}: {
  page: { newerCursor: string | null; olderCursor: string | null };
  /** The address of the page at a cursor. */
  href: (cursor: { before: string } | { after: string }) => string;
  words: { label: string; newer: string; older: string };
  children: ReactNode;
}) {
  const { newerCursor, olderCursor } = page;
  return (
    <nav aria-label={words.label} className="staff-foot">
      {children}
      <span className="ms-auto flex gap-1.5">
        {newerCursor ? (
          <a rel="prev" href={href({ before: newerCursor })} className="btn btn-sm btn-line">
            <Icon of="ChevronLeft" className="size-3.5 rtl:rotate-180" />
            {words.newer}
          </a>
        ) : null}
        {olderCursor ? (
          <a rel="next" href={href({ after: olderCursor })} className="btn btn-sm btn-line">
            {words.older}
            <Icon of="ChevronRight" className="size-3.5 rtl:rotate-180" />
          </a>
        ) : null}
      </span>
    </nav>
  );
}
