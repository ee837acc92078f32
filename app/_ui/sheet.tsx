import type { ReactNode } from "react";
import { Logo } from "./logo";

const widths = { narrow: "sm:max-w-[27.5rem]", normal: "sm:max-w-[40rem]" };

/** A page for applicants: floor, the company's name as the way home, one column. `end` stands at the end of the head. */
export function Frame({
  company,
  end,
  width = "normal",
  children,
}: {
  company: string;
  end?: ReactNode;
  width?: keyof typeof widths;
  children: ReactNode;
}) {
  return (
    <div className="applicant">
      <div className="floor" aria-hidden="true" />
      <header className="relative flex h-14 items-center justify-between ps-5 pe-2 sm:h-18 sm:px-10">
        <a href="/" className="flex min-h-11 items-center gap-2.5 font-semibold text-lead tracking-tight">
          <Logo />
          <bdi>{company}</bdi>
        </a>
        {end}
      </header>
      <main
        className={`relative flex w-full flex-1 flex-col sm:mx-auto sm:flex-none sm:pt-4 sm:pb-10 ${widths[width]}`}
      >
        {children}
      </main>
    </div>
  );
}

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
