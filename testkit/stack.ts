import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { freePorts } from "../scripts/process/ports.ts";
import { takeTemporaryDirectory } from "../scripts/process/run-lock.ts";
import { createSupervisor } from "../scripts/process/supervisor.ts";
import { demoDataDirectory, readSecrets } from "../scripts/stack/demo-env.ts";
import { type PlanOptions, planStack, type StackOptions, type StackPlan, startStack } from "../scripts/stack/stack.ts";

/** The running product, as the specs see it. */
export type StackDescription = {
  appUrl: string;
  /** Null where Stripe itself answers: tests tagged @emulator are skipped there. */
  emulatorUrl: string | null;
  mailUrl: string;
  databaseUrl: string;
  secretKey: string;
  /** What the web process was given; a second one needs the same. */
  environment: Record<string, string>;
  /** Holds web.log, worker.log and the others. */
  logsDirectory: string;
};

/** Where a run of tests keeps its data, each in a folder of its own, removed afterwards. */
export const testDirectory = path.join(demoDataDirectory(), "test");

/**
 * The whole product with the emulator in a folder of its own, for as long as `use` takes; stopped and removed afterwards.
 * `settings` are those of web and worker.
 */
export async function withTestStack(
  { name, settings }: { name: string; settings?: Record<string, string> },
  use: (stack: StackDescription) => Promise<void>,
): Promise<void> {
  const { directory, lock } = await takeTemporaryDirectory(testDirectory, name);
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  try {
    const step: StackOptions["step"] = (_title, work) => work(() => {});
    await use(await startTestStack(directory, { supervisor, step, ...(settings && { settings }) }));
  } finally {
    await supervisor.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The product as the specs want it: the production build on free ports, with an empty database in `directory`. */
export async function startTestStack(
  directory: string,
  given: Pick<StackOptions, "supervisor" | "stripe" | "step" | "settings">,
): Promise<StackDescription> {
  const options = { ...given, ...(await newcomer(directory)) };
  const stack = await startStack({ ...options, mode: "production", throwaway: true });
  const { secretKey } = given.stripe?.keys ?? options.secrets.stripe;
  return { ...stack, secretKey, logsDirectory: path.join(directory, "logs") };
}

/** A product that a test starts part by part: on free ports, with the emulator in Stripe's place. */
export type TestStackPlan = StackPlan & { emulatorUrl: string };

/** Plans a product that keeps its data in `directory`; starts nothing. */
export async function planTestStack(directory: string, { throwaway }: { throwaway: boolean }): Promise<TestStackPlan> {
  const options = await newcomer(directory);
  const plan = await planStack({ ...options, throwaway });
  return { ...plan, emulatorUrl: `http://localhost:${options.ports.emulator}` };
}

/** Where a product that is new in `directory` listens, and what it keeps secret. */
async function newcomer(directory: string): Promise<Pick<PlanOptions, "dataDirectory" | "ports" | "secrets">> {
  const [app = 0, emulator = 0, mail = 0, smtp = 0, postgres = 0] = await freePorts(5);
  const ports = { app, emulator, mail, smtp, postgres };
  return { dataDirectory: directory, ports, secrets: await readSecrets(directory) };
}

/** Writes down, in `directory`, what already runs; the environment that leads the specs there. */
export async function describeStack(directory: string, stack: StackDescription): Promise<{ E2E_STACK: string }> {
  const file = path.join(directory, "stack.json");
  await writeFile(file, JSON.stringify(stack), { mode: 0o600 });
  return { E2E_STACK: file };
}
