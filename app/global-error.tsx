"use client";

import { errorTexts } from "@/i18n/error-texts";
import { directionOf } from "@/i18n/locales";
import { ErrorScreen, type PageFailure } from "./error-screen";
import "./globals.css";

// Every page carries both: in one piece of script, what they are made of is in it once.
export { NotFoundScreen } from "./not-found-screen";

/** The theme that was chosen in this browser: a page that failed on the server comes without it. */
const chosenTheme = () => /(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie)?.[1];

/**
 * What throws outside staff's menu, the layout too: the screen with a document of its own. A screen within the layout would be
 * a second one in every page's script, and show the same.
 */
export default function GlobalError({ error, retry }: PageFailure) {
  const { locale } = errorTexts();
  return (
    <html lang={locale} dir={directionOf(locale)} data-theme={chosenTheme()}>
      <body className="bg-base-200 text-base-content antialiased">
        <ErrorScreen error={error} retry={retry} />
      </body>
    </html>
  );
}
