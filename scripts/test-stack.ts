import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { demoDataDirectory, readSecrets } from "./demo-env.ts";
import { freePorts } from "./ports.ts";
import { createSupervisor } from "./processes.ts";
import { takeTemporaryDirectory } from "./run-lock.ts";
import { startStack } from "./stack.ts";

/**
 * Playwright's global setup: the whole product on free ports with a database of its own, removed afterwards. The file
 * that E2E_STACK names tells the specs what runs, and APP_URL where.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const { directory, lock } = await takeTemporaryDirectory(path.join(demoDataDirectory(), "test"), "e2e");
  const logsDirectory = path.join(directory, "logs");
  const supervisor = createSupervisor({ logsDirectory, onStart: lock.record });
  const [app = 0, emulator = 0, mail = 0, smtp = 0, postgres = 0] = await freePorts(5);
  try {
    const secrets = await readSecrets(directory);
    const { appUrl, emulatorUrl, mailUrl, databaseUrl, environment } = await startStack({
      supervisor,
      dataDirectory: directory,
      ports: { app, emulator, mail, smtp, postgres },
      secrets,
      mode: "production",
      throwaway: true,
      step: (_title, work) => work(() => {}),
    });
    const description = path.join(directory, "stack.json");
    const { secretKey } = secrets.stripe;
    const stack = { appUrl, emulatorUrl, mailUrl, databaseUrl, secretKey, environment, logsDirectory };
    await writeFile(description, JSON.stringify(stack), { mode: 0o600 });
    Object.assign(process.env, { E2E_STACK: description, APP_URL: appUrl });
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  return async () => {
    await supervisor.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
