"use client";

import { PlainPage, PlainText } from "@/app/_ui/plain-page";
import { brand } from "@/lib/brand";

/** The page for addresses that are not there, of its words alone: Next sends it with every page, twice. */
export function NotFoundScreen({ title, text, home }: { title: string; text: string; home: string }) {
  return (
    <PlainPage company={brand.company}>
      <PlainText title={title}>{text}</PlainText>
      <a className="cta mt-8" href="/">
        {home}
      </a>
    </PlainPage>
  );
}
