import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { StackDescription } from "../e2e/stack-description.ts";
import { demoDataDirectory, readSecrets } from "./demo-env.ts";
import { freePorts } from "./ports.ts";
import { createSupervisor } from "./processes.ts";
import { takeTemporaryDirectory } from "./run-lock.ts";
import { type StackOptions, startStack } from "./stack.ts";

/** Where a run of tests keeps its data, each in a folder of its own, removed afterwards. */
export const testDirectory = path.join(demoDataDirectory(), "test");

/**
 * Playwright's global setup: the whole product with the emulator, for one run. The file that E2E_STACK names tells the
 * specs what runs, and APP_URL where.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const { directory, lock } = await takeTemporaryDirectory(testDirectory, "e2e");
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  try {
    const step: StackOptions["step"] = (_title, work) => work(() => {});
    Object.assign(process.env, await startTestStack(directory, { supervisor, step }));
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  return async () => {
    await supervisor.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

/**
 * The product as the specs want it: the production build on free ports, with an empty database in `directory`. Returns
 * the environment that leads Playwright there.
 */
export async function startTestStack(
  directory: string,
  given: Pick<StackOptions, "supervisor" | "stripe" | "step" | "settings">,
): Promise<{ E2E_STACK: string; APP_URL: string }> {
  const [app = 0, emulator = 0, mail = 0, smtp = 0, postgres = 0] = await freePorts(5);
  const ports = { app, emulator, mail, smtp, postgres };
  const secrets = await readSecrets(directory);
  const stack = await startStack({
    ...given,
    dataDirectory: directory,
    ports,
    secrets,
    mode: "production",
    throwaway: true,
  });
  const { secretKey } = given.stripe?.keys ?? secrets.stripe;
  const description: StackDescription = { ...stack, secretKey, logsDirectory: path.join(directory, "logs") };
  const file = path.join(directory, "stack.json");
  await writeFile(file, JSON.stringify(description), { mode: 0o600 });
  return { E2E_STACK: file, APP_URL: stack.appUrl };
}
