"use client";

import Link, { useLinkStatus } from "next/link";
import type { ComponentProps } from "react";

/** Marks a link while its page is on the way; staff.css shows the wait after 300 ms, and nothing before. */
function Wait({ rows }: { rows: boolean }) {
  const { pending } = useLinkStatus();
  return pending ? <span hidden data-wait={rows ? "rows" : "page"} /> : null;
}

/**
 * A link between staff pages. Nothing is fetched ahead: a queue of fifty rows would ask for fifty cases.
 * `rows`: the target is the queue itself, whose rows turn grey while they are on the way.
 */
export function StaffLink({ children, rows = false, ...rest }: ComponentProps<typeof Link> & { rows?: boolean }) {
  return (
    <Link prefetch={false} {...rest}>
      {children}
      <Wait rows={rows} />
    </Link>
  );
}
