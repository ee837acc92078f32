/**
 * What every command under scripts/ shares: a problem the person can solve is told in plain words, anything else with
 * its stack.
 */

/** A failure whose message is written for the person at the terminal; printed without a stack. */
export class Problem extends Error {}

/** The text to print for anything thrown: the message of a `Problem`, otherwise the stack. */
function describeFailure(error: unknown): string {
  if (error instanceof Problem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs a command's main function and ends the process: exit code 0, or 1 after printing what failed. */
export async function runCommand(main: () => Promise<void>): Promise<never> {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    console.error(describeFailure(error));
    process.exit(1);
  }
}

/** The value of a named environment variable as a TCP port, or `fallback`. Throws a `Problem` when it is no port number. */
export function portFromEnvironment(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Problem(`${name} must be a port number from 1 to 65535.`);
  }
  return port;
}
