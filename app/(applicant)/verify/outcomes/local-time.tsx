"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

const styles = {
  time: [{ timeStyle: "short" }],
  date: [{ dateStyle: "long" }],
  both: [{ dateStyle: "long" }, { timeStyle: "short" }],
} satisfies Record<string, Intl.DateTimeFormatOptions[]>;

/** A moment (ISO 8601) in the reader's own time zone; in UTC, and said so, until script runs. */
export function LocalTime({ at, show, locale }: { at: string; show: keyof typeof styles; locale: string }) {
  const write = (zone?: "UTC") =>
    styles[show]
      .map((style) =>
        new Intl.DateTimeFormat(locale, { ...style, ...(zone && { timeZone: zone }) }).format(new Date(at)),
      )
      .join(", ");
  const text = useSyncExternalStore(
    never,
    () => write(),
    () => (show === "date" ? write("UTC") : `${write("UTC")} UTC`),
  );

  return (
    <bdi>
      <time dateTime={at}>{text}</time>
    </bdi>
  );
}
