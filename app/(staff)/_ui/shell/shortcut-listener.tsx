"use client";

import { useEffect } from "react";

const field = "input, select, textarea, [contenteditable]";

/**
 * Presses the control that carries the typed key in `aria-keyshortcuts`, or focuses it if it is a field. Draws nothing.
 * Keys act once the page's script runs, which `data-shortcuts` on the root tells: a key typed before is nobody's.
 */
export function ShortcutListener() {
  useEffect(() => {
    const root = document.documentElement;
    document.addEventListener("keydown", act);
    root.dataset.shortcuts = "listening";
    return () => {
      document.removeEventListener("keydown", act);
      delete root.dataset.shortcuts;
    };
  }, []);
  return null;
}

/** No key acts within a field; Escape leaves it. */
function act(event: KeyboardEvent): void {
  const { target, key } = event;
  if (target instanceof HTMLElement && target.matches(field)) {
    if (key === "Escape") target.blur();
    return;
  }
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  const control = document.querySelector<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(key.toUpperCase())}"]`);
  if (!control?.checkVisibility()) return;
  event.preventDefault();
  if (control instanceof HTMLInputElement) control.focus();
  else control.click();
}
