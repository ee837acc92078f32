import type { ReactNode } from "react";
import { TabTitle } from "@/app/tab-title";

/** What stands beside the menu on every staff page: where the link past the menu leads. `tab`: the tab's title. */
export function StaffMain({ tab, className, children }: { tab: string; className?: string; children: ReactNode }) {
  return (
    <main id="content" className={className ? `staff-main ${className}` : "staff-main"}>
      <TabTitle>{tab}</TabTitle>
      {children}
    </main>
  );
}
