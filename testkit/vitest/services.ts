import { rm } from "node:fs/promises";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "../../scripts/process/ports.ts";
import { takeTemporaryDirectory } from "../../scripts/process/run-lock.ts";
import { createSupervisor } from "../../scripts/process/supervisor.ts";
import { databaseUrl } from "../../scripts/stack/postgres.ts";
import { emulatorService } from "../../scripts/stack/services.ts";
import { prepareDatabase } from "../../scripts/stack/stack.ts";
import { planTestStack, testDirectory } from "../stack.ts";

declare module "vitest" {
  /** What the global setup hands to the tests. */
  export interface ProvidedContext {
    /** A migrated database that nobody is connected to, so that it can be cloned. */
    templateUrl: string;
    /** One Stripe emulator per worker of Vitest, so that files running at once do not meet, and the keys of all. */
    emulatorUrls: string[];
    stripeKeys: Record<string, string>;
    /** The mail catcher, which all files share: where mails go, and where they are read. */
    smtpUrl: string;
    mailUrl: string;
  }
}

/** Vitest's global setup of the database tests: a PostgreSQL with a migrated template, emulators and caught mail; removed afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { directory, lock } = await takeTemporaryDirectory(testDirectory, "database");
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  const stopAll = async () => {
    await supervisor.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const { stack, services, postgres, secrets } = await planTestStack(directory, { throwaway: true });
    await supervisor.keepUp(services.postgres);
    const templateUrl = databaseUrl(postgres, "template_app");
    await prepareDatabase(supervisor, templateUrl);

    await supervisor.keepUp(services.mail);

    const emulatorUrls: string[] = [];
    for (let worker = 1; worker <= project.vitest.config.maxWorkers; worker++) {
      const port = await freePort();
      const data = path.join(directory, `emulator-${worker}`);
      const service = emulatorService({ port, keys: secrets.stripe, directory: data });
      await supervisor.keepUp({ ...service, name: `emulator-${worker}` });
      emulatorUrls.push(`http://localhost:${port}`);
    }

    project.provide("templateUrl", templateUrl);
    project.provide("emulatorUrls", emulatorUrls);
    project.provide("stripeKeys", { ...secrets.stripe });
    project.provide("smtpUrl", stack.smtpUrl);
    project.provide("mailUrl", stack.mailUrl);
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}
