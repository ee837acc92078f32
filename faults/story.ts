import type { Ground } from "./ground.ts";

/** One way of breaking things. */
export type Story = {
  /** As faults/README.md calls it among the promises. */
  name: string;
  title: string;
  /**
   * Breaks, and returns what it saw in a few words each; throws with what did not hold, and `NotHere` where the machine
   * lets it break nothing. The invariants come after it.
   */
  run: (ground: Ground) => Promise<string[]>;
};

/** Why a story cannot run on this machine; it then counts as skipped. */
export class NotHere extends Error {}

/** Throws when something that a story promises does not hold. */
export function hold(what: string, holds: boolean): void {
  if (!holds) throw new Error(what);
}
