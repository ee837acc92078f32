import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { freePort } from "./ports.ts";
import { databaseUrl, ensureDatabase, postgresService } from "./postgres.ts";
import { keepUp } from "./processes.ts";
import { takeTemporaryDirectory } from "./run-lock.ts";

declare module "vitest" {
  /** What the global setup hands to the tests. */
  export interface ProvidedContext {
    /** A migrated database that nobody is connected to, so that it can be cloned. */
    templateUrl: string;
  }
}

/** Vitest's global setup of the database tests: a PostgreSQL of their own and a migrated template; removed afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDirectory = process.env.DATA_DIR ?? path.join(import.meta.dirname, "..", ".data");
  const { directory, lock } = await takeTemporaryDirectory(path.join(dataDirectory, "test"), "database");
  const options = {
    directory: path.join(directory, "postgres"),
    port: await freePort(),
    password: randomBytes(16).toString("hex"),
    throwaway: true,
  };
  const postgres = await keepUp(await postgresService(options), {
    logsDirectory: path.join(directory, "logs"),
    onStart: (pid) => lock.record("postgres", pid),
  });

  const templateUrl = databaseUrl(options, "template_app");
  await ensureDatabase(templateUrl);
  // In a process of its own, because the schema engine would keep this one waiting at its end.
  const migrate = path.join(import.meta.dirname, "migrate.ts");
  await promisify(execFile)(process.execPath, [migrate], { env: { ...process.env, DATABASE_URL: templateUrl } });
  project.provide("templateUrl", templateUrl);

  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
