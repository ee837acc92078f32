"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

/** An entry of the staff menu; says which one leads to the page that is shown. `goKey`: goes there after `G`. */
export function StaffNavLink({ href, goKey, children }: { href: string; goKey?: string; children: ReactNode }) {
  const pathname = usePathname();
  const here = pathname === href || pathname.startsWith(`${href}/`);
  return (
    <a href={href} className="staff-nav" data-go-key={goKey} aria-current={here ? "true" : undefined}>
      {children}
    </a>
  );
}
