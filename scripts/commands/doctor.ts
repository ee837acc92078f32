import { readArguments } from "../process/arguments.ts";
import { Misuse, runCommand } from "../process/command.ts";
import { buildTool } from "../stack/build.ts";
import { findSubject, runOn } from "./subject.ts";

const known =
  "Options: --env looks at the environment completed by .env; --fix events lets the webhook endpoint name our events, --fix keys wraps people's data keys anew; --yes agrees.";

/**
 * `npm run doctor`: looks at the running demo, else at a running `dev:stripe`, else at what a deployment would run on: the
 * environment, completed by `.env`. `-- --env` looks at the last although something is running. Exit code 1 when something
 * needs fixing. `-- --fix events` lets the webhook endpoint name our events, `-- --fix keys` wraps people's data keys anew under the
 * first of PII_KEYS, once somebody agrees; `--yes` agrees beforehand.
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
  const options = {
    env: { type: "boolean", default: false },
    fix: { type: "string" },
    yes: { type: "boolean", default: false },
  } as const;
  const { values } = readArguments({ options }, known);
  if (values.fix === undefined || ["events", "keys"].includes(values.fix)) return { fix: undefined, ...values };
  throw new Misuse(`--fix fixes nothing but events and keys. ${known}`);
}

await runCommand(main);
