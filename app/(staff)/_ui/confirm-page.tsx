import type { ReactNode } from "react";

/** A page that asks before something is done. `children` say what, and hold the form or why there is none; `stay` leads away. */
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
    <main id="content" className="staff-main confirm">
      <div className="confirm-card">
        <h1 className="text-base font-semibold">{title}</h1>
        {children}
        <a href={stay.href} className="staff-text-link mt-3 inline-block">
          {stay.text}
        </a>
      </div>
    </main>
  );
}
