import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs, parseEnv } from "node:util";
import { buildDoctor } from "./build.ts";
import { Problem, runCommand } from "./command.ts";
import { appEnvironment, demoDataDirectory, readSecrets, type StripeKeys, stripeDataDirectory } from "./demo-env.ts";
import { type DemoFile, demoFile, readDemoFile } from "./demo-file.ts";
import { connectTestMode } from "./stripe-cli.ts";
import { findTestKeys, keysRemedy, readSettings } from "./stripe-keys.ts";

/** What is looked at, in words and as an environment; `forwarded`: its webhooks come by the Stripe CLI. */
type Subject = { source: string; environment: Record<string, string>; forwarded: boolean };

const usage = "npm run doctor, and after a --: --env looks at the environment completed by .env; --fix events [--yes]";

/**
 * `npm run doctor`: looks at the running demo, else at a running `dev:stripe`, else at what a deployment would run on: the
 * environment, completed by `.env`. `-- --env` looks at the last although something is running. Exit code 1 when something
 * is to mend. `-- --fix events` lets the webhook endpoint name our events, once somebody agrees; `--yes` agrees beforehand.
 */
async function main(): Promise<void> {
  const { env, fix, yes } = readOptions();
  const running = env ? null : ((await runningDemo()) ?? (await runningDevStripe()));
  const subject = running ?? (await ownEnvironment());
  const args = [
    ...["--source", subject.source],
    ...(subject.forwarded ? ["--forwarded"] : []),
    ...(fix ? ["--fix", fix] : []),
    ...(yes ? ["--yes"] : []),
  ];
  const child = spawn(process.execPath, [await buildDoctor(), ...args], {
    stdio: "inherit",
    env: { ...process.env, ...subject.environment },
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
  process.exit(code);
}

function readOptions(): { env: boolean; fix: string | undefined; yes: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        env: { type: "boolean", default: false },
        fix: { type: "string" },
        yes: { type: "boolean", default: false },
      },
    });
    if (values.fix === undefined || values.fix === "events") return { fix: undefined, ...values };
    throw new Problem(`--fix mends nothing but events.\n${usage}`);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
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
  if ("missing" in found) throw new Problem(`Missing: ${found.missing.join(", ")}.\n${keysRemedy}`);
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

await runCommand(main);
