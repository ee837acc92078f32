import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { readArguments } from "../process/arguments.ts";
import { runCommand } from "../process/command.ts";
import { showStep } from "../process/progress.ts";
import type { Supervisor } from "../process/supervisor.ts";
import { watchBundles } from "../stack/build.ts";
import { accountList } from "../stack/demo-accounts.ts";
import { demoDataDirectory, readSecrets } from "../stack/demo-env.ts";
import { demoFile } from "../stack/demo-file.ts";
import { assertPortsFree, demoPorts } from "../stack/demo-ports.mjs";
import { resetDemo } from "../stack/demo-reset.ts";
import { seedProgram } from "../stack/services.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { serve } from "./serve.ts";

const dataDirectory = demoDataDirectory();
const inData = (name: string) => path.join(dataDirectory, name);

/** `npm run demo`, and with `--hot-reload` `npm run dev`: the whole product on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  const options = { reset: { type: "boolean" }, "hot-reload": { type: "boolean" } } as const;
  const { values } = readArguments({ options }, "Options: --reset begins anew.");
  const mode = values["hot-reload"] ? "development" : "production";
  const startedAt = Date.now();
  await serve(dataDirectory, {
    prepare: () => resetDemo(dataDirectory, values.reset === true),
    start: async (supervisor) => {
      const ports = demoPorts(process.env);
      await assertPortsFree(ports);
      const secrets = await readSecrets(dataDirectory);
      if (mode === "development") await watchBundles();
      // Without its mark, a seed was cut short, and what it left is no demo: begin anew.
      const empty = !existsSync(inData("seeded"));
      const stack = await startStack({ supervisor, dataDirectory, ports, secrets, mode, empty, step: showStep });
      if (empty) await seed(supervisor, stack);
      return { stack, welcome: summary(stack, Math.round((Date.now() - startedAt) / 1000)) };
    },
  });
}

/** People whose verifications really went through emulator, webhooks and worker; only faster. */
async function seed(supervisor: Supervisor, { environment }: Stack): Promise<void> {
  await showStep("invented people and their verifications (once)", (report) =>
    supervisor.run(seedProgram(environment), (line) => {
      if (line.startsWith("seed: ")) report(line.slice("seed: ".length));
    }),
  );
  await writeFile(inData("seeded"), `${new Date().toISOString()}\n`);
}

function summary(stack: Stack, seconds: number): string {
  return `
Ready after ${seconds} s.

  The app              ${stack.appUrl}
  Caught mail          ${stack.mailUrl}
  Stripe emulator      ${stack.emulatorUrl}
  PostgreSQL           127.0.0.1:${new URL(stack.databaseUrl).port} (address in ${path.relative(process.cwd(), demoFile(dataDirectory))})

Sign in as one of these; the link arrives in the caught mail:

${accountList}

Ctrl-C stops everything; the next start finds the data again, or begins anew with: npm run demo -- --reset`;
}

await runCommand(main);
