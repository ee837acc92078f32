import type { IconNode } from "lucide";
import { createElement } from "react";

/**
 * A sign of the Lucide set, for the eye only: the words beside it, or the label of what holds it, say the same.
 * `className` gives its size and colour, globals.css the stroke. Drawn from plain data, so that a page sends no script for its signs.
 */
export function Icon({ of, className }: { of: IconNode; className: string }) {
  const shapes = of.map(([tag, attributes]) => createElement(tag, attributes));
  return createElement("svg", { viewBox: "0 0 24 24", "aria-hidden": true, className: `icon ${className}` }, ...shapes);
}
