"use client";

import { filterHref } from "./filter-address";

/** One view of a list; without `value` that of everything. */
type ListView = { value?: string; text: string; count?: string; alarm?: true };

/** The views of a list: links, each with how many there are under the other filters. `name` is their entry in the address. */
export function ListViews({
  label,
  path,
  filter,
  name,
  views,
}: {
  label: string;
  path: string;
  filter: Record<string, string>;
  name: string;
  views: ListView[];
}) {
  return (
    <nav aria-label={label} className="list-views">
      {views.map(({ value, text, count, alarm }) => (
        <a
          key={text}
          href={filterHref(path, filter, { [name]: value })}
          aria-current={filter[name] === value ? "page" : undefined}
        >
          {`${text} `}
          {count === undefined ? null : (
            <span className={alarm ? "view-count view-count-alarm" : "view-count"}>{count}</span>
          )}
        </a>
      ))}
    </nav>
  );
}
