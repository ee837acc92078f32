"use client";

import { PlainPage } from "@/app/plain-page";

/** The page for addresses that are not there, of its words alone: Next sends it with every page, twice. */
export function NotFoundScreen({ title, text, home }: { title: string; text: string; home: string }) {
  return (
    <PlainPage title={title} text={text}>
      <a className="cta mt-8" href="/">
        {home}
      </a>
    </PlainPage>
  );
}
