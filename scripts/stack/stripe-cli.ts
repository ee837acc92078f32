import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { accountEvents } from "../../lib/stripe/account-events.ts";
import { sessionEvents } from "../../lib/stripe/session-events.ts";
import { Problem } from "../process/command.ts";
import type { Service } from "../process/supervisor.ts";
import type { StripeKeys } from "./demo-env.ts";
import { findStripeCli } from "./find-stripe-cli.ts";
import type { TestKeys } from "./stripe-keys.ts";

/** Stripe's own test mode, to run the product on in place of the emulator. */
export type StripeTestMode = {
  keys: StripeKeys;
  /** Origin of something that answers in Stripe's place; null for Stripe itself. */
  apiBase: string | null;
  /** Forwards Stripe's webhooks to an address of this machine. */
  listen: (forwardTo: string) => Service;
};

type Command = [command: string, ...args: string[]];

const run = promisify(execFile);

/** Stripe's test mode with its webhooks, by the Stripe CLI. Throws a `Problem` when the CLI cannot be had or gets no answer. */
export async function connectTestMode(keys: TestKeys, apiBase: string | null = null): Promise<StripeTestMode> {
  const program = await findStripeCli();
  // It takes no other name for this machine.
  const cli: Command = apiBase ? [program, "--api-base", apiBase.replace("//localhost", "//127.0.0.1")] : [program];
  const webhookSecret = await readWebhookSecret(cli, keys.secretKey).catch((cause: unknown) => {
    const where = apiBase ?? "Stripe";
    throw new Problem(`The Stripe CLI could not reach ${where} with the key in STRIPE_SECRET_KEY.`, { cause });
  });
  return {
    keys: { ...keys, webhookSecret, connectWebhookSecret: webhookSecret },
    apiBase,
    listen: (forwardTo) => listenService(cli, keys.secretKey, forwardTo),
  };
}

/** The secret with which the CLI signs what it forwards; it stays the same for an account. */
async function readWebhookSecret([command, ...args]: Command, secretKey: string): Promise<string> {
  const { stdout } = await run(command, [...args, "listen", "--print-secret"], {
    env: { ...process.env, STRIPE_API_KEY: secretKey },
  });
  return stdout.trim();
}

function listenService([command, ...args]: Command, secretKey: string, forwardTo: string): Service {
  return {
    name: "stripe-listen",
    command,
    args: [
      ...[...args, "listen", "--events", [...sessionEvents, ...accountEvents].join(",")],
      ...["--forward-to", forwardTo, "--forward-connect-to", `${forwardTo}/connect`],
    ],
    // By the environment: arguments can be read by anybody on the machine.
    env: { ...process.env, STRIPE_API_KEY: secretKey },
    ready: async (output) => output.includes("Ready!"),
  };
}
