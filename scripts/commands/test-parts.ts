import { readArguments } from "../process/arguments.ts";
import { Misuse } from "../process/command.ts";

/** The parts of `npm test`, by the names that choose them. */
export const parts = [
  "build",
  "lint",
  "types",
  "rooms",
  "dead-code",
  "unit",
  "db",
  "emulator",
  "faults",
  "e2e",
  "pages",
] as const;

/** One of the parts. */
export type Part = (typeof parts)[number];

/** Those that Vitest runs, as projects whose names begin with these, and that it can watch. */
const watchable = ["unit", "db", "emulator"] as const satisfies readonly Part[];

/** What `npm test` is asked to do: run parts once, or run projects of Vitest whenever their files change. */
export type Request = { run: readonly Part[] } | { watch: readonly (typeof watchable)[number][] };

/** Reads the arguments of `npm test`; without parts, all are meant. Throws a `Misuse` that lists the parts there are. */
export function readRequest(args: string[]): Request {
  const { watch, names } = parse(args);
  const unknown = names.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) throw new Misuse(`There is no part "${unknown}". Parts: ${parts.join(", ")}.`);
  const chosen = (part: Part) => names.length === 0 || names.includes(part);
  if (!watch) return { run: parts.filter(chosen) };

  const unwatchable = names.find((name) => !watchable.some((part) => part === name));
  if (unwatchable === undefined) return { watch: watchable.filter(chosen) };
  throw new Misuse(`"${unwatchable}" cannot be watched. Parts that can: ${watchable.join(", ")}.`);
}

function parse(args: string[]): { watch: boolean; names: string[] } {
  const options = { watch: { type: "boolean", default: false } } as const;
  const known = `Options: --watch. Parts: ${parts.join(", ")}.`;
  const { values, positionals } = readArguments({ args, options, allowPositionals: true }, known);
  return { watch: values.watch, names: positionals };
}
