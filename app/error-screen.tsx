"use client";

import texts from "@/messages/en/error.json";

/**
 * What people see when a page throws. Its few words travel with the script, as it must work when the server does not;
 * every page carries it, so it is made of nothing else. The reference finds the line in the log: what went wrong is said
 * only there.
 */
export function ErrorScreen({ reference, retry }: { reference: string | undefined; retry: () => void }) {
  return (
    <div className="applicant">
      <main className="relative mx-auto flex w-full max-w-[27.5rem] flex-1 flex-col justify-center p-5">
        <section className="sheet rounded-[1.25rem] px-5 py-7 sm:p-9" role="alert">
          <p className="muted font-semibold text-small">
            <bdi>{texts.company}</bdi>
          </p>
          <h1 className="mt-2.5 font-semibold text-title">{texts.title}</h1>
          <p className="muted mt-2.5">{texts.text}</p>
          {reference && (
            <p className="muted mt-4 text-caption">
              {texts.reference} <bdi>{reference}</bdi>
            </p>
          )}
          <div className="mt-8 flex flex-col gap-1.5">
            <button type="button" className="cta" onClick={retry}>
              {texts.retry}
            </button>
            <a className="cta-quiet" href="/">
              {texts.home}
            </a>
          </div>
        </section>
      </main>
    </div>
  );
}
