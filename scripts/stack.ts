import { rm } from "node:fs/promises";
import path from "node:path";
import { buildApp, buildIsFresh } from "./build.ts";
import { appEnvironment, type Ports, type Secrets } from "./demo-env.ts";
import { databaseUrl, dropDatabase, ensureDatabase, postgresService } from "./postgres.ts";
import type { Supervisor } from "./processes.ts";
import { emulatorService, mailService, migrateProgram, webService, workerService } from "./services.ts";

/** What `startStack` runs on. */
export type StackOptions = {
  supervisor: Supervisor;
  /** Holds the database and the emulator's state. */
  dataDirectory: string;
  ports: Ports;
  secrets: Secrets;
  mode: "production" | "development";
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
  emulatorUrl: string;
  mailUrl: string;
  databaseUrl: string;
  /** What web and worker were given; a seed or a test needs the same. */
  environment: Record<string, string>;
};

/**
 * Starts the whole product: database, migrations, Stripe emulator, caught mail, production build where it is stale, web
 * and worker. Everything runs under the supervisor, whose `stop` ends it. Throws a `Problem` when a part does not start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { supervisor, dataDirectory, ports, secrets, mode, step } = options;
  const postgres = {
    directory: path.join(dataDirectory, "postgres"),
    port: ports.postgres,
    password: secrets.databasePassword,
    throwaway: options.throwaway ?? false,
  };
  const stack = {
    appUrl: `http://localhost:${ports.app}`,
    emulatorUrl: `http://localhost:${ports.emulator}`,
    mailUrl: `http://localhost:${ports.mail}`,
    databaseUrl: databaseUrl(postgres, "onboarding"),
  };
  const environment = appEnvironment({
    ports,
    secrets,
    stripe: secrets.stripe,
    databaseUrl: stack.databaseUrl,
    stripeApiBase: stack.emulatorUrl,
  });
  const emulatorDirectory = path.join(dataDirectory, "emulator");

  await step("database", async () => {
    await supervisor.keepUp(await postgresService(postgres));
    if (options.empty) await dropDatabase(stack.databaseUrl);
    await ensureDatabase(stack.databaseUrl);
  });
  await step("migrations", () => supervisor.run(migrateProgram(stack.databaseUrl)));
  await step("Stripe emulator", async () => {
    if (options.empty) await rm(emulatorDirectory, { recursive: true, force: true });
    const { appUrl } = stack;
    const keys = secrets.stripe;
    await supervisor.keepUp(emulatorService({ port: ports.emulator, appUrl, keys, directory: emulatorDirectory }));
  });
  await step("caught mail", () => supervisor.keepUp(mailService(ports)));
  if (mode === "production" && !(await buildIsFresh())) {
    await step("production build (a minute or two, only when the source has changed)", () => buildApp(supervisor));
  }
  await step("web", () => supervisor.keepUp(webService(mode, environment)));
  await step("worker", () => supervisor.keepUp(workerService(mode, environment)));
  return { ...stack, environment };
}
