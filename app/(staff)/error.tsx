"use client";

import { Icon } from "@/app/_ui/icon";
import { useErrorTexts } from "./_ui/shell/error-texts";

/** What staff see when a page throws. The reference finds the log line; the message of the error stays in the log. */
export default function StaffError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const texts = useErrorTexts();
  if (!texts) return null;
  return (
    <main id="content" className="staff-main">
      <div className="staff-blank" role="alert">
        <Icon of="CircleAlert" className="size-6 text-error" />
        <h1 className="text-base font-semibold">{texts.title}</h1>
        <p className="max-w-[22rem] text-xs muted">{texts.text}</p>
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
            {texts.back}
          </a>
        </div>
      </div>
    </main>
  );
}
