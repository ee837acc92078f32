import path from "node:path";
import { Problem, runCommand } from "../../scripts/process/command.ts";
import { showStep } from "../../scripts/process/progress.ts";
import { removeLeftovers, takeTemporaryDirectory } from "../../scripts/process/run-lock.ts";
import { runUntilAsked } from "../../scripts/process/signals.ts";
import { createSupervisor } from "../../scripts/process/supervisor.ts";
import { connectTestMode } from "../../scripts/stack/stripe-cli.ts";
import { findTestKeys, howToFixKeys, readSettings } from "../../scripts/stack/stripe-keys.ts";
import { describeStack, startTestStack, testDirectory } from "../../testkit/stack.ts";

const root = path.join(import.meta.dirname, "..", "..");

/**
 * `npm run e2e:stripe`: the journeys of e2e against Stripe's own test mode, when the developer's keys are set; says so and
 * skips when they are not. Arguments go to Playwright.
 */
async function main(): Promise<void> {
  const settings = await readSettings();
  const found = findTestKeys(settings);
  if ("missing" in found) {
    console.log(`Missing: ${found.missing.join(", ")}.\n${howToFixKeys}\n\nSkipped: nothing was run against Stripe.`);
    return;
  }
  const stripe = await connectTestMode(found.keys, settings.STRIPE_API_BASE);
  console.log(`Against ${stripe.apiBase ? `${stripe.apiBase} in place of Stripe` : "real Stripe, test mode"}:\n`);

  const { directory, lock } = await takeTemporaryDirectory(testDirectory, "e2e-stripe");
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  const work = async () => {
    const stack = await startTestStack(directory, { supervisor, stripe, step: showStep });
    const playwright = path.join(root, "node_modules", "@playwright", "test", "cli.js");
    const args = [playwright, "test", "-c", import.meta.dirname, ...process.argv.slice(2)];
    const env = { ...process.env, ...(await describeStack(directory, stack)) };
    const journeys = { name: "playwright", command: process.execPath, args, env };
    await supervisor.run(journeys, console.log).catch((cause: unknown) => {
      throw new Problem("Not every journey came through.", { cause });
    });
  };
  const { asked } = await runUntilAsked(work, async () => {
    await supervisor.stop();
    lock.release();
    await removeLeftovers(testDirectory);
  });
  if (asked) throw new Problem("Stopped before the end.");
}

await runCommand(main);
