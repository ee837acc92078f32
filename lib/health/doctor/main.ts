import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { defaultLocale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import { databasePool } from "@/lib/db/client";
import { readOwnEnv } from "@/lib/env";
import { environmentChecks, runChecks } from "@/lib/health/doctor/checks";
import { fixEvents } from "@/lib/health/doctor/fix-events";
import { fixKeys } from "@/lib/health/doctor/fix-keys";
import { exitCodeOf, printHead, printReport } from "@/lib/health/doctor/print";
import { now } from "@/lib/time";

// What is looked at is chosen by scripts/commands/doctor.ts, which hands it over as the environment and says so here.
const { values } = parseArgs({
  options: {
    source: { type: "string", default: "the environment of this process" },
    forwarded: { type: "boolean", default: false },
    fix: { type: "string" },
    yes: { type: "boolean", default: false },
  },
});
const { source, forwarded } = values;

const words = await translatorOf(defaultLocale, "doctor");

/** Asks on the terminal; null where there is none. Ctrl-C and Ctrl-D mean no. */
async function ask(question: string): Promise<boolean | null> {
  if (values.yes) return true;
  if (!process.stdin.isTTY) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    terminal.on("close", () => resolve(false));
    terminal.question(question, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      terminal.close();
    });
  });
}

async function run(): Promise<0 | 1> {
  const read = readOwnEnv();
  if (values.fix !== undefined && "env" in read) {
    say(`\n${printHead({ source, env: read.env, at: now() }, words).join("\n")}\n\n`);
    const person = { say: (line: string) => say(`${line}\n`), ask };
    return values.fix === "keys" ? fixKeys(words, person) : fixEvents(read.env, words, person);
  }
  const { checks, ...about } =
    "problems" in read
      ? { checks: environmentChecks(read.problems, words), at: now(), durationMs: 0, env: null }
      : {
          ...(await runChecks({ env: read.env, database: databasePool(), words, locale: defaultLocale, forwarded })),
          env: read.env,
        };
  const coloured = process.stdout.isTTY === true && process.stdout.hasColors();
  const columns = process.stdout.isTTY ? { columns: process.stdout.columns } : {};
  say(printReport({ source, checks, ...about }, words, { coloured, ...columns }));
  return exitCodeOf(checks);
}

function say(text: string): void {
  process.stdout.write(text);
}

const exitCode = await run();
process.stdout.write("", () => process.exit(exitCode));
