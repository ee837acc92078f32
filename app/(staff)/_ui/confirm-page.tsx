import type { ReactNode } from "react";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";

/**
 * A page that asks before something is done; its `title` is the tab's, too. `children` say what, and hold the form or why there is
 * none; `stay` leads away.
 */
export function ConfirmPage({
  title,
  stay,
  children,
}: {
  title: string;
  stay: { href: string; text: string };
  children: ReactNode;
}) {
  return (
    <StaffMain tab={title} className="confirm">
      <div className="confirm-card">
        <h1 className="text-base font-semibold">{title}</h1>
        {children}
        <a href={stay.href} className="staff-text-link mt-3 inline-block">
          {stay.text}
        </a>
      </div>
    </StaffMain>
  );
}
