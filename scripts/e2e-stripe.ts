import path from "node:path";
import { Problem, runCommand } from "./command.ts";
import { createSupervisor } from "./processes.ts";
import { showStep } from "./progress.ts";
import { removeLeftovers, takeTemporaryDirectory } from "./run-lock.ts";
import { runUntilAsked } from "./signals.ts";
import { connectTestMode } from "./stripe-cli.ts";
import { findTestKeys, keysRemedy, readSettings } from "./stripe-keys.ts";
import { describeStack, startTestStack, testDirectory } from "./test-stack.ts";

const root = path.join(import.meta.dirname, "..");

/**
 * `npm run e2e:stripe`: the journeys of e2e against Stripe's own test mode, when the developer's keys are set; says so and
 * skips when they are not. Arguments go to Playwright.
 */
async function main(): Promise<void> {
  const settings = await readSettings();
  const found = findTestKeys(settings);
  if ("missing" in found) {
    console.log(`Missing: ${found.missing.join(", ")}.\n${keysRemedy}\n\nSkipped: nothing was run against Stripe.`);
    return;
  }
  const stripe = await connectTestMode(found.keys, settings.STRIPE_API_BASE);
  console.log(`Against ${stripe.apiBase ? `${stripe.apiBase} in place of Stripe` : "real Stripe, test mode"}:\n`);

  const { directory, lock } = await takeTemporaryDirectory(testDirectory, "e2e-stripe");
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  const work = async () => {
    const stack = await startTestStack(directory, { supervisor, stripe, step: showStep });
    const playwright = path.join(root, "node_modules", "@playwright", "test", "cli.js");
    const args = [playwright, "test", "-c", path.join(root, "e2e", "stripe.config.ts"), ...process.argv.slice(2)];
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
