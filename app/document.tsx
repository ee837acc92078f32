import { cookies } from "next/headers";
import { connection } from "next/server";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { directionOf } from "@/i18n/locales";
import "./globals.css";

/**
 * Every page is rendered per request: only then does Next put the CSP's nonce on its scripts. What is the same for all stands in
 * the head as it is; the title is each page's own (`TabTitle`).
 */
export async function Document({ children }: { children: ReactNode }) {
  await connection();
  const [locale, jar] = await Promise.all([getLocale(), cookies()]);
  const theme = jar.get("theme")?.value;

  return (
    <html
      lang={locale}
      dir={directionOf(locale)}
      data-theme={theme === "light" || theme === "dark" ? theme : undefined}
    >
      <head>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" sizes="any" />
        <meta name="robots" content="noindex, nofollow" />
        {/* The browser's own bars are coloured like the page's floor. */}
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f7f9" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1217" />
      </head>
      <body className="bg-base-200 text-base-content antialiased">{children}</body>
    </html>
  );
}
