import type { ReactNode } from "react";
import { TabTitle } from "@/app/tab-title";
import { brand } from "@/lib/brand";

/**
 * A sheet alone on the page, for what is shown instead of a page: a heading, which is the tab's title too, its one sentence and
 * `children`. Next sends the words of the one for addresses that are not there with every page, twice, and the one for errors in
 * every page's script: it is made of little and asks for nothing. Its main part is where staff's link past the menu leads.
 */
export function PlainPage({
  title,
  text,
  role,
  children,
}: {
  title: string;
  text: string;
  role?: "alert";
  children: ReactNode;
}) {
  return (
    <div className="applicant">
      <TabTitle>{title}</TabTitle>
      <main id="content" className="relative mx-auto flex w-full max-w-[27.5rem] flex-1 flex-col justify-center p-5">
        <section className="sheet rounded-[1.25rem] px-5 py-7 sm:p-9" role={role}>
          <p className="muted font-semibold text-small">
            <bdi>{brand.company}</bdi>
          </p>
          <h1 className="mt-2.5 font-semibold text-title">{title}</h1>
          <p className="muted mt-2.5">{text}</p>
          {children}
        </section>
      </main>
    </div>
  );
}
