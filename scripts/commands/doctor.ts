import { parseArgs } from "node:util";
import { Problem, runCommand } from "../process/command.ts";
import { buildTool } from "../stack/build.ts";
import { findSubject, runOn } from "./subject.ts";

const usage = "npm run doctor, and after a --: --env looks at the environment completed by .env; --fix events [--yes]";

/**
 * `npm run doctor`: looks at the running demo, else at a running `dev:stripe`, else at what a deployment would run on: the
 * environment, completed by `.env`. `-- --env` looks at the last although something is running. Exit code 1 when something
 * needs fixing. `-- --fix events` lets the webhook endpoint name our events, once somebody agrees; `--yes` agrees beforehand.
 */
async function main(): Promise<void> {
  const { env, fix, yes } = readOptions();
  const subject = await findSubject({ own: env });
  const args = [
    ...["--source", subject.source],
    ...(subject.forwarded ? ["--forwarded"] : []),
    ...(fix ? ["--fix", fix] : []),
    ...(yes ? ["--yes"] : []),
  ];
  process.exit(await runOn(subject, [await buildTool("doctor"), ...args]));
}

function readOptions(): { env: boolean; fix: string | undefined; yes: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        env: { type: "boolean", default: false },
        fix: { type: "string" },
        yes: { type: "boolean", default: false },
      },
    });
    if (values.fix === undefined || values.fix === "events") return { fix: undefined, ...values };
    throw new Problem(`--fix fixes nothing but events.\n${usage}`);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

await runCommand(main);
