"use client";

import { Icon } from "@/app/_ui/icon";
import { errorTexts } from "@/i18n/error-texts";

/** What staff see when a page throws. The reference finds the log line; the message of the error stays in the log. */
export default function StaffError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const { texts } = errorTexts();
  return (
    <main id="content" className="staff-main">
      <div className="staff-blank" role="alert">
        <Icon of="CircleAlert" className="size-6 text-error" />
        <h1 className="text-base font-semibold">{texts.staffPage.title}</h1>
        <p className="max-w-[22rem] text-xs muted">{texts.staffPage.text}</p>
        {error.digest ? (
          <p className="text-xs muted">
            {texts.reference} <bdi className="code select-all">{error.digest}</bdi>
          </p>
        ) : null}
        <div className="mt-2 flex gap-2">
          <button type="button" className="btn btn-sm btn-primary" onClick={reset}>
            {texts.retry}
          </button>
          <a href="/" className="btn btn-sm btn-line">
            {texts.home}
          </a>
        </div>
      </div>
    </main>
  );
}
