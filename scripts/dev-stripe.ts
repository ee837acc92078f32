import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseEnv, promisify } from "node:util";
import { watchBundles } from "./build.ts";
import { Problem, runCommand } from "./command.ts";
import { accountList, ensureAccounts } from "./demo-accounts.ts";
import { appEnvironment, demoDataDirectory, demoPorts, readSecrets } from "./demo-env.ts";
import { assertPortsFree } from "./ports.ts";
import { databaseUrl, ensureDatabase, postgresService } from "./postgres.ts";
import { createSupervisor, type Service } from "./processes.ts";
import { showStep } from "./progress.ts";
import { takeRunLock } from "./run-lock.ts";
import { mailService, migrateProgram, webService, workerService } from "./services.ts";
import { forever, runUntilAsked } from "./signals.ts";

const events = ["created", "processing", "requires_input", "verified", "canceled", "redacted"].map(
  (name) => `identity.verification_session.${name}`,
);

/** `npm run dev:stripe`: the app with hot reload against real Stripe test mode, webhooks forwarded by the Stripe CLI. */
async function main(): Promise<void> {
  const settings = await readSettings();
  const keys = readKeys(settings);
  const cli = await findStripeCli();
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
    const password = secrets.databasePassword;
    const postgres = { directory: path.join(dataDirectory, "postgres"), port: ports.postgres, password };
    const database = databaseUrl(postgres, "onboarding");
    const webhookSecret = await readWebhookSecret(cli, keys.secretKey);
    const stripe = { ...keys, webhookSecret, connectWebhookSecret: webhookSecret };
    const environment = { ...settings, ...appEnvironment({ ports, secrets, stripe, databaseUrl: database }) };

    await showStep("database", async () => {
      await supervisor.keepUp(await postgresService(postgres));
      await ensureDatabase(database);
      await supervisor.run(migrateProgram(database));
      await ensureAccounts(database);
    });
    await showStep("caught mail", () => supervisor.keepUp(mailService(ports)));
    await watchBundles();
    await showStep("web", () => supervisor.keepUp(webService("development", environment)));
    await showStep("worker", () => supervisor.keepUp(workerService("development", environment)));
    const forwardTo = `http://localhost:${ports.app}/api/stripe/webhook`;
    await showStep("webhooks", () => supervisor.keepUp(listenService(cli, keys.secretKey, forwardTo)));
    console.log(`
Ready, against Stripe test mode.

  The app       http://localhost:${ports.app}
  Caught mail   http://localhost:${ports.mail}

Sign in as one of these; the link arrives in the caught mail:

${accountList}`);
    await forever;
  };
  await runUntilAsked(work, async () => {
    await supervisor.stop();
    lock.release();
  });
}

/** What `.env` sets, without what it leaves empty. */
async function readSettings(): Promise<Record<string, string>> {
  const text = await readFile(path.join(import.meta.dirname, "..", ".env"), "utf8").catch(() => "");
  const entries = Object.entries(parseEnv(text)).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return Object.fromEntries(entries);
}

function readKeys(settings: Record<string, string>) {
  const problems: string[] = [];
  const key = (name: string, prefix: string) => {
    const value = settings[name] ?? "";
    if (!value) problems.push(`${name} is missing`);
    else if (!value.startsWith(`${prefix}_test_`)) problems.push(`${name} must be a test key, ${prefix}_test_…`);
    return value;
  };
  const keys = {
    secretKey: key("STRIPE_SECRET_KEY", "sk"),
    publishableKey: key("STRIPE_PUBLISHABLE_KEY", "pk"),
    restrictedKey: key("STRIPE_RESTRICTED_KEY", "rk"),
  };
  if (problems.length > 0) {
    const remedy =
      "Copy .env.example to .env and fill in the keys of your Stripe test mode; the README says where they are.";
    throw new Problem([...problems, remedy].join("\n"));
  }
  return keys;
}

/** How to call the Stripe CLI: the one on the PATH, else the one from npm. */
async function findStripeCli(): Promise<[command: string, ...args: string[]]> {
  const run = promisify(execFile);
  const works = (command: string, ...args: string[]) =>
    run(command, [...args, "version"]).then(
      () => true,
      () => false,
    );
  if (await works("stripe")) return ["stripe"];
  const fromNpm = ["npx", "--yes", "@stripe/cli@1.52.0"] as const;
  if (await works(...fromNpm)) return [...fromNpm];
  throw new Problem("The Stripe CLI, which forwards the webhooks, is missing: https://docs.stripe.com/stripe-cli");
}

/** The secret with which the CLI signs what it forwards; it stays the same for an account. */
async function readWebhookSecret([command, ...args]: [string, ...string[]], secretKey: string): Promise<string> {
  const asked = promisify(execFile)(command, [...args, "listen", "--print-secret"], {
    env: { ...process.env, STRIPE_API_KEY: secretKey },
  });
  const { stdout } = await asked.catch((cause: unknown) => {
    throw new Problem("The Stripe CLI could not reach Stripe with the key in STRIPE_SECRET_KEY.", { cause });
  });
  return stdout.trim();
}

function listenService([command, ...args]: [string, ...string[]], secretKey: string, forwardTo: string): Service {
  return {
    name: "stripe-listen",
    command,
    args: [...args, "listen", "--events", events.join(","), "--forward-to", forwardTo],
    // By the environment: arguments can be read by anybody on the machine.
    env: { ...process.env, STRIPE_API_KEY: secretKey },
    ready: async (output) => output.includes("Ready!"),
  };
}

await runCommand(main);
