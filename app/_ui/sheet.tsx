import type { ReactNode } from "react";

/** The white sheet: as high as the screen on phones, so that its buttons stand at its foot. */
export function Sheet({ fill = true, children }: { fill?: boolean; children: ReactNode }) {
  return (
    <section
      className={`sheet flex flex-col px-5 pt-5 sm:p-9 ${fill ? "flex-1 pb-4" : "pb-6 max-sm:rounded-b-[1.25rem]"}`}
    >
      {children}
    </section>
  );
}

/** A page's heading with its one sentence. Takes focus by script only: `FocusTitle` does so after a press. */
export function Title({ lead, children }: { lead?: ReactNode; children: ReactNode }) {
  return (
    <>
      <h1 tabIndex={-1} className="font-semibold text-title outline-none sm:text-display">
        {children}
      </h1>
      {lead && <p className="muted mt-2.5">{lead}</p>}
    </>
  );
}

/** The foot of a sheet: one filled button, what belongs to it, one quiet way out. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className="mt-auto flex flex-col gap-1.5 pt-6 sm:mt-8 sm:pt-0">{children}</div>;
}
