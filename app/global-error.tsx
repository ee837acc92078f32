"use client";

import { errorTexts } from "@/i18n/error-texts";
import { directionOf } from "@/i18n/locales";
import { ErrorScreen, type PageFailure } from "./error-screen";
import "./globals.css";

/** The layout itself threw: the same screen with a document of its own. */
export default function GlobalError({ error, retry }: PageFailure) {
  const { locale } = errorTexts();
  return (
    <html lang={locale} dir={directionOf(locale)}>
      <body className="bg-base-200 text-base-content antialiased">
        <ErrorScreen error={error} retry={retry} />
      </body>
    </html>
  );
}
