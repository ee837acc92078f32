import type { ReactNode } from "react";

/**
 * A sheet alone on the page, for what is shown instead of a page. Next sends the words of the one for addresses that are not
 * there with every page, twice, and the one for errors in every page's script: it is made of little and asks for nothing.
 */
export function PlainPage({ company, role, children }: { company: string; role?: "alert"; children: ReactNode }) {
  return (
    <div className="applicant">
      <main className="relative mx-auto flex w-full max-w-[27.5rem] flex-1 flex-col justify-center p-5">
        <section className="sheet rounded-[1.25rem] px-5 py-7 sm:p-9" role={role}>
          <p className="muted font-semibold text-small">
            <bdi>{company}</bdi>
          </p>
          {children}
        </section>
      </main>
    </div>
  );
}

/** What the page says: a heading and its one sentence. */
export function PlainText({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h1 className="mt-2.5 font-semibold text-title">{title}</h1>
      <p className="muted mt-2.5">{children}</p>
    </>
  );
}
