"use client";

import { StaffLink } from "./staff-link";

/** A choice: the address that makes it, its words, its code, and whether it is made. */
export type FilterOption = { href: string; text?: string; code?: string; here?: boolean };

/** The choices of a filter, as links; a code stands beneath its words, or before them. */
export function FilterOptions({
  options,
  codeFirst = false,
  className = "",
}: {
  options: FilterOption[];
  codeFirst?: boolean;
  /** How high the list may grow before it scrolls. */
  className?: string;
}) {
  return (
    <ul className={`overflow-y-auto ${className}`}>
      {options.map(({ href, text, code, here }) => (
        <li key={href}>
          <StaffLink
            rows
            className={codeFirst ? "filter-option flex-row" : "filter-option"}
            href={href}
            aria-current={here ? "true" : undefined}
          >
            {codeFirst ? <span className="code min-w-6 muted">{code}</span> : null}
            {text}
            {code && !codeFirst ? <bdi className={text ? "code muted" : "code"}>{code}</bdi> : null}
          </StaffLink>
        </li>
      ))}
    </ul>
  );
}
