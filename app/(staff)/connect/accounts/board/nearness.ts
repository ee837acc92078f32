import type { Nearness } from "./board-rows";

const dayMs = 86_400_000;

/** How near a deadline is that lies so many milliseconds ahead. */
export function nearnessOf(leftMs: number): Nearness {
  if (leftMs < 0) return "past";
  if (leftMs <= 3 * dayMs) return "near";
  return leftMs <= 7 * dayMs ? "week" : "far";
}
