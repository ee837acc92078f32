import { type ParseArgsConfig, parseArgs } from "node:util";
import { Misuse } from "./command.ts";

/**
 * What `parseArgs` reads of a command's arguments. Throws a `Misuse` that says what is wrong with them and then `known`, a
 * sentence or two of what the command takes.
 */
export function readArguments<Config extends ParseArgsConfig>(config: Config, known: string) {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Its first sentence; the others advise what is seldom meant.
    const [problem = ""] = error.message.split(/[.\n]/);
    throw new Misuse(`${problem}. ${known}`);
  }
}
