import type { Environment } from "./environment.ts";

/** One way of breaking things. */
export type Scenario = {
  /** As faults/README.md calls it among the promises. */
  name: string;
  title: string;
  /**
   * Breaks, and returns what it saw in a few words each; throws with what did not hold, and `NotHere` where the machine
   * lets it break nothing. The invariants come after it.
   */
  run: (environment: Environment) => Promise<string[]>;
};

/** Why a scenario cannot run on this machine; it then counts as skipped. */
export class NotHere extends Error {}
