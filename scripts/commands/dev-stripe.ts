import path from "node:path";
import { Problem, runCommand } from "../process/command.ts";
import { showStep } from "../process/progress.ts";
import { takeRunLock } from "../process/run-lock.ts";
import { forever, runUntilAsked } from "../process/signals.ts";
import { createSupervisor } from "../process/supervisor.ts";
import { watchBundles } from "../stack/build.ts";
import { accountList, ensureAccounts } from "../stack/demo-accounts.ts";
import { readSecrets, stripeDataDirectory } from "../stack/demo-env.ts";
import { removeDemoFile, writeDemoFile } from "../stack/demo-file.ts";
import { assertPortsFree, demoPorts } from "../stack/demo-ports.mjs";
import { type Stack, startStack } from "../stack/stack.ts";
import { connectTestMode } from "../stack/stripe-cli.ts";
import { findTestKeys, howToFixKeys, readSettings } from "../stack/stripe-keys.ts";

/**
 * `npm run dev:stripe`: the app with hot reload against real Stripe test mode, or what `STRIPE_API_BASE` puts in its place;
 * webhooks are forwarded by the Stripe CLI.
 */
async function main(): Promise<void> {
  const settings = await readSettings();
  const found = findTestKeys(settings);
  if ("missing" in found) throw new Problem(`Missing: ${found.missing.join(", ")}.\n${howToFixKeys}`);
  const stripe = await connectTestMode(found.keys, settings.STRIPE_API_BASE);
  const dataDirectory = stripeDataDirectory();
  const pids: Record<string, number> = {};
  let stack: Stack | null = null;
  const lock = await takeRunLock(dataDirectory);
  await removeDemoFile(dataDirectory);
  const supervisor = createSupervisor({
    logsDirectory: path.join(dataDirectory, "logs"),
    onStart: (name, pid) => {
      lock.record(name, pid);
      pids[name] = pid;
      if (stack) writeDemoFile(dataDirectory, stack, pids);
    },
    onRestart: (message) => console.log(message),
  });

  const work = async () => {
    const ports = demoPorts(process.env);
    const { emulator: _none, ...used } = ports;
    await assertPortsFree(used);
    const secrets = await readSecrets(dataDirectory);
    await watchBundles();
    const started = await startStack({
      supervisor,
      dataDirectory,
      ports,
      secrets,
      mode: "development",
      stripe,
      settings,
      step: showStep,
    });
    await ensureAccounts(started.databaseUrl);
    stack = started;
    writeDemoFile(dataDirectory, started, pids);
    console.log(`
Ready, against ${stripe.apiBase ? `${stripe.apiBase} in place of Stripe` : "Stripe test mode"}.

  The app       ${started.appUrl}
  Caught mail   ${started.mailUrl}

Sign in as one of these; the link arrives in the caught mail:

${accountList}`);
    await forever;
  };
  await runUntilAsked(work, async () => {
    await supervisor.stop();
    await removeDemoFile(dataDirectory);
    lock.release();
  });
}

await runCommand(main);
