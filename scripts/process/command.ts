/**
 * What every command under scripts/ shares: a problem the person can solve is told in plain words, anything else with
 * its stack.
 */

import { Problem } from "./problem.mjs";

export { Problem };

/** A command that was called with what it does not take; the message says what it does. */
export class Misuse extends Problem {}

/** The text to print for anything thrown: the message of a `Problem`, otherwise the stack. */
export function describeFailure(error: unknown): string {
  if (error instanceof Problem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs a command's main function and ends the process: exit code 0, or after printing what failed 1, and 2 for a `Misuse`. */
export async function runCommand(main: () => Promise<void>): Promise<never> {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    console.error(describeFailure(error));
    process.exit(error instanceof Misuse ? 2 : 1);
  }
}
