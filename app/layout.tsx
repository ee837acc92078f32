import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { directionOf } from "@/i18n/locales";
import "./globals.css";
import { brand } from "@/lib/brand";

/** Titles of pages stand before the company's name. */
export const metadata: Metadata = {
  title: { template: `%s · ${brand.company}`, default: brand.company },
  robots: { index: false, follow: false },
};

/** Colours the browser's own bars like the page's floor. */
export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f7f9" },
    { media: "(prefers-color-scheme: dark)", color: "#0f1217" },
  ],
};

/** Every page is rendered per request: only then does Next put the CSP's nonce on its scripts. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection();
  const [locale, jar] = await Promise.all([getLocale(), cookies()]);
  const theme = jar.get("theme")?.value;

  return (
    <html
      lang={locale}
      dir={directionOf(locale)}
      data-theme={theme === "light" || theme === "dark" ? theme : undefined}
    >
      <body className="bg-base-200 text-base-content antialiased">{children}</body>
    </html>
  );
}
