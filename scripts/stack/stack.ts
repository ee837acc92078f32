import { rm } from "node:fs/promises";
import path from "node:path";
import type { Supervisor } from "../process/supervisor.ts";
import { buildApp, buildIsFresh } from "./build.ts";
import { appEnvironment, type Secrets } from "./demo-env.ts";
import type { Ports } from "./demo-ports.mjs";
import { databaseUrl, dropDatabase, ensureDatabase, postgresService } from "./postgres.ts";
import { emulatorService, mailService, migrateProgram, webService, workerService } from "./services.ts";
import type { StripeTestMode } from "./stripe-cli.ts";
import { silencedSettings } from "./stripe-keys.ts";

/** What `startStack` runs on. */
export type StackOptions = {
  supervisor: Supervisor;
  /** Holds the database and the emulator's state. */
  dataDirectory: string;
  ports: Ports;
  secrets: Secrets;
  mode: "production" | "development";
  /** Stripe's own test mode; without it an emulator is started. */
  stripe?: StripeTestMode;
  /** For web and worker, where the stack does not decide itself; without them a developer's `.env` has no say. */
  settings?: Record<string, string>;
  /** Empties database and emulator before anything uses them. */
  empty?: boolean;
  /** A database for tests: fast, not safe against a crash of the machine. */
  throwaway?: boolean;
  /** Runs one step of the start under a title, to show progress. */
  step: Step;
};

/** Runs `work` under a title; `work` may report how far it is. */
type Step = (title: string, work: (report: (progress: string) => void) => Promise<void>) => Promise<void>;

/** The running product. */
export type Stack = {
  appUrl: string;
  /** Null where Stripe itself answers. */
  emulatorUrl: string | null;
  mailUrl: string;
  /** Where the caught mail is handed in. */
  smtpUrl: string;
  databaseUrl: string;
  /** What web and worker were given; a seed or a test needs the same. */
  environment: Record<string, string>;
};

/**
 * Starts the whole product: database, migrations, Stripe emulator (or the forwarding of Stripe's webhooks), caught mail,
 * production build where it is stale, web and worker. Everything runs under the supervisor, whose `stop` ends it. Throws a
 * `Problem` when a part does not start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { supervisor, dataDirectory, ports, secrets, mode, stripe, step } = options;
  const postgres = {
    directory: path.join(dataDirectory, "postgres"),
    port: ports.postgres,
    password: secrets.databasePassword,
    throwaway: options.throwaway ?? false,
  };
  const stack = {
    appUrl: `http://localhost:${ports.app}`,
    emulatorUrl: stripe ? stripe.apiBase : `http://localhost:${ports.emulator}`,
    mailUrl: `http://localhost:${ports.mail}`,
    smtpUrl: `smtp://127.0.0.1:${ports.smtp}`,
    databaseUrl: databaseUrl(postgres, "onboarding"),
  };
  const environment = {
    ...(options.settings ?? (await silencedSettings())),
    ...appEnvironment({
      ports,
      secrets,
      stripe: stripe?.keys ?? secrets.stripe,
      databaseUrl: stack.databaseUrl,
      stripeApiBase: stack.emulatorUrl,
    }),
  };
  const emulatorDirectory = path.join(dataDirectory, "emulator");

  await step("database", async () => {
    await supervisor.keepUp(await postgresService(postgres));
    if (options.empty) await dropDatabase(stack.databaseUrl);
    await ensureDatabase(stack.databaseUrl);
  });
  await step("migrations", () => supervisor.run(migrateProgram(stack.databaseUrl)));
  if (!stripe) {
    await step("Stripe emulator", async () => {
      if (options.empty) await rm(emulatorDirectory, { recursive: true, force: true });
      const { appUrl } = stack;
      const keys = secrets.stripe;
      await supervisor.keepUp(emulatorService({ port: ports.emulator, appUrl, keys, directory: emulatorDirectory }));
    });
  }
  await step("caught mail", () => supervisor.keepUp(mailService(ports)));
  if (mode === "production" && !(await buildIsFresh())) {
    await step("production build (a minute or two, only when the source has changed)", () => buildApp(supervisor));
  }
  await step("web", () => supervisor.keepUp(webService(mode, environment)));
  await step("worker", () => supervisor.keepUp(workerService(mode, environment)));
  if (stripe) await step("webhooks", () => supervisor.keepUp(stripe.listen(`${stack.appUrl}/api/stripe/webhook`)));
  return { ...stack, environment };
}
