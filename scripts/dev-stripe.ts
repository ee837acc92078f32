import path from "node:path";
import { watchBundles } from "./build.ts";
import { Problem, runCommand } from "./command.ts";
import { accountList, ensureAccounts } from "./demo-accounts.ts";
import { demoDataDirectory, demoPorts, readSecrets } from "./demo-env.ts";
import { assertPortsFree } from "./ports.ts";
import { createSupervisor } from "./processes.ts";
import { showStep } from "./progress.ts";
import { takeRunLock } from "./run-lock.ts";
import { forever, runUntilAsked } from "./signals.ts";
import { startStack } from "./stack.ts";
import { connectTestMode } from "./stripe-cli.ts";
import { findTestKeys, keysRemedy, readSettings } from "./stripe-keys.ts";

/**
 * `npm run dev:stripe`: the app with hot reload against real Stripe test mode, or what `STRIPE_API_BASE` puts in its place;
 * webhooks are forwarded by the Stripe CLI.
 */
async function main(): Promise<void> {
  const settings = await readSettings();
  const found = findTestKeys(settings);
  if ("missing" in found) throw new Problem(`Missing: ${found.missing.join(", ")}.\n${keysRemedy}`);
  const stripe = await connectTestMode(found.keys, settings.STRIPE_API_BASE);
  // Apart from the demo's: these people exist at Stripe, those only in the emulator.
  const dataDirectory = path.join(demoDataDirectory(), "stripe");
  const lock = await takeRunLock(dataDirectory);
  const supervisor = createSupervisor({
    logsDirectory: path.join(dataDirectory, "logs"),
    onStart: lock.record,
    onRestart: (message) => console.log(message),
  });

  const work = async () => {
    const ports = demoPorts();
    await assertPortsFree(ports);
    const secrets = await readSecrets(dataDirectory);
    await watchBundles();
    const stack = await startStack({
      supervisor,
      dataDirectory,
      ports,
      secrets,
      mode: "development",
      stripe,
      settings,
      step: showStep,
    });
    await ensureAccounts(stack.databaseUrl);
    console.log(`
Ready, against ${stripe.apiBase ? `${stripe.apiBase} in place of Stripe` : "Stripe test mode"}.

  The app       ${stack.appUrl}
  Caught mail   ${stack.mailUrl}

Sign in as one of these; the link arrives in the caught mail:

${accountList}`);
    await forever;
  };
  await runUntilAsked(work, async () => {
    await supervisor.stop();
    lock.release();
  });
}

await runCommand(main);
