"use client";

import { useSyncExternalStore } from "react";
import { type LocalStyle, localMoment } from "@/i18n/format";

const never = () => () => {};

/** A moment (ISO 8601) in the reader's own time zone; in UTC, and said so, until script runs. */
export function LocalTime({ at, show, locale }: { at: string; show: LocalStyle; locale: string }) {
  const text = useSyncExternalStore(
    never,
    () => localMoment(at, show, locale, "own"),
    () =>
      show === "date" || show === "deadline"
        ? localMoment(at, show, locale, "UTC")
        : `${localMoment(at, show, locale, "UTC")} UTC`,
  );

  return (
    <bdi>
      <time dateTime={at}>{text}</time>
    </bdi>
  );
}
