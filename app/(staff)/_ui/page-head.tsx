import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";

/** The head of a section: its title, a note that narrow screens leave out, and at its end what stands there. */
export function SectionHead({ title, note, children }: { title: string; note: ReactNode; children?: ReactNode }) {
  return (
    <header className="section-head">
      <h1>{title}</h1>
      <span className="hidden text-xs muted md:inline">{note}</span>
      {children}
    </header>
  );
}

/** The head of one thing of a list, with the way back to the list. */
export function ItemHead({
  list,
  title,
  children,
}: {
  list: { href: string; back: string };
  title: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="item-head">
      <a href={list.href} className="item-back" aria-label={list.back}>
        <Icon of="ArrowLeft" className="size-4 rtl:rotate-180" />
      </a>
      <h1>{title}</h1>
      {children}
    </header>
  );
}
