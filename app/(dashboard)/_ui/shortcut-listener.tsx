"use client";

import { useEffect } from "react";

const field = "input, select, textarea, [contenteditable]";

/** Presses the control that carries the typed key in `aria-keyshortcuts`, or focuses it if it is a field. Draws nothing. */
export function ShortcutListener() {
  useEffect(() => {
    document.addEventListener("keydown", act);
    return () => document.removeEventListener("keydown", act);
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
