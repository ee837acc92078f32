import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseEnv } from "node:util";
import { Problem } from "../process/command.ts";
import {
  appEnvironment,
  demoDataDirectory,
  readSecrets,
  type StripeKeys,
  stripeDataDirectory,
} from "../stack/demo-env.ts";
import { type DemoFile, demoFile, readDemoFile } from "../stack/demo-file.ts";
import { connectTestMode } from "../stack/stripe-cli.ts";
import { findTestKeys, howToFixKeys, readSettings } from "../stack/stripe-keys.ts";

/** What a command looks at, in words and as an environment; `forwarded`: its webhooks come by the Stripe CLI. */
export type Subject = { source: string; environment: Record<string, string>; forwarded: boolean };

/** The running demo, else a running `dev:stripe`, else what a deployment would run on; `own`: the last in any case. */
export async function findSubject({ own }: { own: boolean }): Promise<Subject> {
  const running = own ? null : ((await runningDemo()) ?? (await runningDevStripe()));
  return running ?? (await ownEnvironment());
}

/** Runs a bundle on a subject, with this terminal; returns its exit code. */
export function runOn(subject: Subject, args: string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...subject.environment } });
  return new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** The demo that runs on this data folder; null when none does. */
async function runningDemo(): Promise<Subject | null> {
  const directory = demoDataDirectory();
  const demo = await readDemoFile(directory);
  if (!demo) return null;
  const { stripe } = await readSecrets(directory);
  const environment = await environmentOf(demo, directory, stripe);
  return { source: `the running demo (${shown(directory)})`, environment, forwarded: false };
}

/** The `npm run dev:stripe` that runs; null when none does. Its keys are the developer's own. */
async function runningDevStripe(): Promise<Subject | null> {
  const directory = stripeDataDirectory();
  const demo = await readDemoFile(directory);
  if (!demo) return null;
  const settings = await readSettings();
  const found = findTestKeys(settings);
  if ("missing" in found) throw new Problem(`Missing: ${found.missing.join(", ")}.\n${howToFixKeys}`);
  // Only the Stripe CLI knows the secret with which it signs what it forwards.
  const { keys } = await connectTestMode(found.keys, demo.emulatorUrl);
  const environment = { ...settings, ...(await environmentOf(demo, directory, keys)) };
  return { source: `the running dev:stripe (${shown(directory)})`, environment, forwarded: true };
}

const shown = (directory: string) => path.relative(process.cwd(), demoFile(directory));

/** What web and worker of a running stack were given. */
async function environmentOf(demo: DemoFile, directory: string, stripe: StripeKeys): Promise<Record<string, string>> {
  const port = (address: string) => Number(new URL(address).port);
  return {
    NODE_ENV: "production",
    ...appEnvironment({
      ports: {
        app: port(demo.appUrl),
        emulator: demo.emulatorUrl ? port(demo.emulatorUrl) : 0,
        mail: port(demo.mailUrl),
        smtp: port(demo.smtpUrl),
        postgres: port(demo.databaseUrl),
      },
      secrets: await readSecrets(directory),
      stripe,
      databaseUrl: demo.databaseUrl,
      stripeApiBase: demo.emulatorUrl,
    }),
  };
}

/** What web and worker would read when started here: the environment, and what it leaves out from `.env`. */
async function ownEnvironment(): Promise<Subject> {
  const file = existsSync(".env") ? parseEnv(await readFile(".env", "utf8")) : null;
  const own = ["DATABASE_URL", "STRIPE_SECRET_KEY"].some((name) => process.env[name]);
  if (!file && !own) {
    throw new Problem(
      "There is nothing to look at: no demo is running here, there is no .env, and the environment sets neither\n" +
        "DATABASE_URL nor STRIPE_SECRET_KEY. Start npm run demo in another terminal, or copy .env.example to .env.",
    );
  }
  const missing = Object.entries(file ?? {}).flatMap(([name, value]) =>
    value === undefined || process.env[name] !== undefined ? [] : [[name, value] as const],
  );
  const source = file
    ? own
      ? "the environment of this process, completed by .env"
      : ".env"
    : "the environment of this process";
  return { source, environment: Object.fromEntries(missing), forwarded: false };
}
