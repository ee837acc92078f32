import type { IconNode } from "lucide";
import { createElement } from "react";

const outline = {
  viewBox: "0 0 24 24",
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 2,
  strokeLinecap: "round",
  strokeLinejoin: "round",
  "aria-hidden": true,
} as const;

/**
 * A sign of the Lucide set, for the eye only: the words beside it, or the label of what holds it, say the same.
 * `className` gives its size and colour. Drawn from plain data, so that a page sends no script for its signs.
 */
export function Icon({ of, className }: { of: IconNode; className: string }) {
  const shapes = of.map(([tag, attributes]) => createElement(tag, attributes));
  return createElement("svg", { ...outline, className }, ...shapes);
}
