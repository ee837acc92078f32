import { Plus, X } from "lucide";
import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import { StaffLink } from "./staff-link";

/** A filter that is on: its name, what it is set to, and the address without it. */
export type ActiveFilter = { name: string; value: string; without: string };

/** A filter's button with its choices in the browser's own popover; shows what it is set to, and the way to take it away. */
export function FilterChip({
  id,
  name,
  on,
  remove,
  children,
}: {
  id: string;
  name: string;
  on: ActiveFilter | undefined;
  remove: string;
  children: ReactNode;
}) {
  return (
    <>
      {on ? (
        <span className="filter-chip filter-chip-on">
          <button type="button" popoverTarget={id}>
            <span className="muted">{name}</span> <span className="max-w-40 truncate font-medium">{on.value}</span>
          </button>
          <StaffLink rows href={on.without} aria-label={remove}>
            <Icon of={X} className="size-3" />
          </StaffLink>
        </span>
      ) : (
        <button type="button" className="filter-chip" popoverTarget={id}>
          <Icon of={Plus} className="size-3" />
          {name}
        </button>
      )}
      <section id={id} popover="auto" className="staff-popover" aria-label={name}>
        {children}
      </section>
    </>
  );
}
