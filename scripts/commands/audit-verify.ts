import { readArguments } from "../process/arguments.ts";
import { runCommand } from "../process/command.ts";
import { buildTool } from "../stack/build.ts";
import { findSubject, runOn } from "./subject.ts";

const known =
  "Options: --env looks at the environment completed by .env; --sign signs the head anew, if the chain holds.";

/**
 * `npm run audit:verify`: recomputes the whole audit log and compares it with its signed head. Looks at what the doctor
 * looks at. Exit code 1 when an entry is wrong or the log is not the one that was signed; the output says which and why.
 */
async function main(): Promise<void> {
  const options = { env: { type: "boolean", default: false }, sign: { type: "boolean", default: false } } as const;
  const { env, sign } = readArguments({ options }, known).values;
  const subject = await findSubject({ own: env });
  const args = ["--source", subject.source, ...(sign ? ["--sign"] : [])];
  process.exit(await runOn(subject, [await buildTool("audit"), ...args]));
}

await runCommand(main);
