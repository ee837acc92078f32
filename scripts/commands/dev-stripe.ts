import { readArguments } from "../process/arguments.ts";
import { Problem, runCommand } from "../process/command.ts";
import { showStep } from "../process/progress.ts";
import { watchBundles } from "../stack/build.ts";
import { accountList, ensureAccounts } from "../stack/demo-accounts.ts";
import { readSecrets, stripeDataDirectory } from "../stack/demo-env.ts";
import { assertPortsFree, demoPorts } from "../stack/demo-ports.mjs";
import { startStack } from "../stack/stack.ts";
import { connectTestMode } from "../stack/stripe-cli.ts";
import { findTestKeys, howToFixKeys, readSettings } from "../stack/stripe-keys.ts";
import { serve } from "./serve.ts";

/**
 * `npm run dev:stripe`: the app with hot reload against real Stripe test mode, or what `STRIPE_API_BASE` puts in its place;
 * webhooks are forwarded by the Stripe CLI.
 */
async function main(): Promise<void> {
  readArguments({ options: {} }, "Options: none.");
  const settings = await readSettings();
  const found = findTestKeys(settings);
  if ("missing" in found) throw new Problem(`Missing: ${found.missing.join(", ")}.\n${howToFixKeys}`);
  const stripe = await connectTestMode(found.keys, settings.STRIPE_API_BASE);
  const dataDirectory = stripeDataDirectory();
  await serve(dataDirectory, {
    start: async (supervisor) => {
      const ports = demoPorts(process.env);
      const { emulator: _none, ...used } = ports;
      await assertPortsFree(used);
      const secrets = await readSecrets(dataDirectory);
      await watchBundles();
      const options = { supervisor, dataDirectory, ports, secrets, stripe, settings, step: showStep };
      const stack = await startStack({ ...options, mode: "development" });
      await ensureAccounts(stack.databaseUrl);
      const welcome = `
Ready, against ${stripe.apiBase ? `${stripe.apiBase} in place of Stripe` : "Stripe test mode"}.

  The app       ${stack.appUrl}
  Caught mail   ${stack.mailUrl}

Sign in as one of these; the link arrives in the caught mail:

${accountList}`;
      return { stack, welcome };
    },
  });
}

await runCommand(main);
