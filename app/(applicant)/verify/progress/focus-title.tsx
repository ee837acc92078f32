"use client";

import { useEffect } from "react";

/** Moves the focus to the page's heading whenever `after` changes: the person acted, and this is what came of it. */
export function FocusTitle({ after }: { after: string }) {
  useEffect(() => {
    if (after) document.querySelector("h1")?.focus();
  }, [after]);

  return null;
}
