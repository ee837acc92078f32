import { rm } from "node:fs/promises";
import path from "node:path";
import type { Service, Supervisor } from "../process/supervisor.ts";
import { buildApp, buildIsFresh } from "./build.ts";
import { appEnvironment, type Secrets } from "./demo-env.ts";
import type { Ports } from "./demo-ports.mjs";
import { databaseUrl, dropDatabase, ensureDatabase, type PostgresOptions, postgresService } from "./postgres.ts";
import { emulatorService, mailService, migrateProgram, webService, workerService } from "./services.ts";
import type { StripeTestMode } from "./stripe-cli.ts";
import { silencedSettings } from "./stripe-keys.ts";

/** What a product is made from. */
export type PlanOptions = {
  /** Holds the database and the emulator's state. */
  dataDirectory: string;
  ports: Ports;
  secrets: Secrets;
  /** Stripe's own test mode; without it an emulator answers. */
  stripe?: StripeTestMode;
  /** For web and worker, where the stack does not decide itself; without them a developer's `.env` has no say. */
  settings?: Record<string, string>;
  /** A database for tests: fast, not safe against a crash of the machine. */
  throwaway?: boolean;
};

/** What `startStack` runs on. */
export type StackOptions = PlanOptions & {
  supervisor: Supervisor;
  mode: "production" | "development";
  /** Empties database and emulator before anything uses them. */
  empty?: boolean;
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

/** The product before it runs: how its parts are started and find each other. */
export type StackPlan = {
  stack: Stack;
  secrets: Secrets;
  postgres: PostgresOptions;
  /** What runs beside web and worker, whose services follow from `environment`. */
  services: { postgres: Service; emulator: Service; mail: Service };
};

/** Plans a product; starts nothing. */
export async function planStack(options: PlanOptions): Promise<StackPlan> {
  const { dataDirectory, ports, secrets, stripe } = options;
  const postgres = {
    directory: path.join(dataDirectory, "postgres"),
    port: ports.postgres,
    password: secrets.databasePassword,
    throwaway: options.throwaway ?? false,
  };
  const urls = {
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
      databaseUrl: urls.databaseUrl,
      stripeApiBase: urls.emulatorUrl,
    }),
  };
  const emulator = emulatorService({
    port: ports.emulator,
    appUrl: urls.appUrl,
    keys: secrets.stripe,
    directory: emulatorDirectory(dataDirectory),
  });
  const services = { postgres: await postgresService(postgres), emulator, mail: mailService(ports) };
  return { stack: { ...urls, environment }, secrets, postgres, services };
}

/** Makes a database unless it is there, and applies the migrations that it lacks. The server must be running. */
export async function prepareDatabase(supervisor: Supervisor, url: string): Promise<void> {
  await ensureDatabase(url);
  await supervisor.run(migrateProgram(url));
}

/**
 * Starts the whole product: database, migrations, Stripe emulator (or the forwarding of Stripe's webhooks), caught mail,
 * production build where it is stale, web and worker. Everything runs under the supervisor, whose `stop` ends it. Throws a
 * `Problem` when a part does not start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { supervisor, mode, stripe, step } = options;
  const { stack, services } = await planStack(options);
  await step("database", async () => {
    await supervisor.keepUp(services.postgres);
    if (options.empty) await dropDatabase(stack.databaseUrl);
  });
  await step("migrations", () => prepareDatabase(supervisor, stack.databaseUrl));
  if (!stripe) {
    await step("Stripe emulator", async () => {
      if (options.empty) await rm(emulatorDirectory(options.dataDirectory), { recursive: true, force: true });
      await supervisor.keepUp(services.emulator);
    });
  }
  await step("caught mail", () => supervisor.keepUp(services.mail));
  if (mode === "production" && !(await buildIsFresh())) {
    await step("production build (a minute or two, only when the source has changed)", () => buildApp(supervisor));
  }
  await step("web", () => supervisor.keepUp(webService(mode, stack.environment)));
  await step("worker", () => supervisor.keepUp(workerService(mode, stack.environment)));
  if (stripe) await step("webhooks", () => supervisor.keepUp(stripe.listen(`${stack.appUrl}/api/stripe/webhook`)));
  return stack;
}

const emulatorDirectory = (dataDirectory: string) => path.join(dataDirectory, "emulator");
