"use client";

import { PlainPage, PlainText } from "@/app/_ui/plain-page";
import { errorTexts } from "@/i18n/error-texts";
import { brand } from "@/lib/brand";

/**
 * What people see when a page throws. Its few words travel with the script, as it must work when the server does not;
 * every page carries it, so it is made of nothing else. The reference finds the line in the log: what went wrong is said
 * only there.
 */
export function ErrorScreen({ reference, retry }: { reference: string | undefined; retry: () => void }) {
  const { texts } = errorTexts();
  return (
    <PlainPage company={brand.company} role="alert">
      <PlainText title={texts.page.title}>{texts.page.text}</PlainText>
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
    </PlainPage>
  );
}
