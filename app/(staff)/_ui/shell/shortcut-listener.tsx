"use client";

import { useEffect } from "react";

const field = "input:not([type=checkbox]), select, textarea, [contenteditable]";

/**
 * Presses the control that carries the typed key in `aria-keyshortcuts`, or focuses it if it is a field; `J` and `K` go from row
 * to row of a list, whose link Enter opens and whose box `X` ticks; `G` and then the key of a section goes there. Draws nothing. Keys act once the page's script runs, which `data-shortcuts` on the root tells: a key typed before is nobody's.
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

/** When `G` was last typed, on the clock of events; what follows within this time belongs to it. */
let goTypedAt = Number.NEGATIVE_INFINITY;
const goMs = 1_500;

/** No key acts within a field; Escape leaves it. */
function act(event: KeyboardEvent): void {
  const { target, key } = event;
  if (target instanceof HTMLElement && target.matches(field)) {
    if (key === "Escape") target.blur();
    return;
  }
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  const typed = key.toUpperCase();
  const goes = event.timeStamp - goTypedAt < goMs;
  goTypedAt = typed === "G" ? event.timeStamp : Number.NEGATIVE_INFINITY;
  if (!goes && (typed === "J" || typed === "K")) {
    toRow(typed === "J" ? 1 : -1);
    return;
  }
  const box = typed === "X" && !goes ? rowOf(document.activeElement)?.querySelector<HTMLElement>(".row-check") : null;
  if (box) {
    box.click();
    return;
  }
  const control = goes
    ? document.querySelector<HTMLElement>(`[data-go-key="${CSS.escape(typed)}"]`)
    : document.querySelector<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(typed)}"]`);
  // Below 1024 px the menu is folded away, and its links go all the same.
  if (!control || !(goes || control.checkVisibility())) return;
  event.preventDefault();
  if (control instanceof HTMLInputElement) control.focus();
  else control.click();
}

/** The row that the focus is in. */
const rowOf = (focused: Element | null): Element | null => focused?.closest("tr") ?? null;

/** Moves the focus to the next or the last row of the list before it; the first where none has it. */
function toRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>(".row-link")];
  const link = rowOf(document.activeElement)?.querySelector<HTMLElement>(".row-link");
  const here = link ? links.indexOf(link) : -1;
  links[here === -1 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
}
