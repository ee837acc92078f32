"use client";

import { useState } from "react";
import { Icon } from "@/app/_ui/icon";

/** A button that puts a text on the clipboard and says so in its own words; not shown without script. */
export function CopyText({ text, words }: { text: string; words: { copy: string; copied: string; failed: string } }) {
  const [state, setState] = useState<keyof typeof words>("copy");

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("failed");
    }
  };
  return (
    <button type="button" className="btn btn-sm btn-line needs-script" onClick={copy}>
      <Icon of="ClipboardCopy" className="size-3.5" />
      <span aria-live="polite">{words[state]}</span>
    </button>
  );
}
