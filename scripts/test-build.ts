import path from "node:path";
import { buildApp, buildIsFresh } from "./build.ts";
import { createSupervisor } from "./processes.ts";
import { takeTemporaryDirectory } from "./run-lock.ts";
import { testDirectory } from "./test-stack.ts";

/** Playwright's global setup: the production build, made once before its workers start products of it. */
export default async function setup(): Promise<void> {
  if (await buildIsFresh()) return;
  const { directory, lock } = await takeTemporaryDirectory(testDirectory, "build");
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  await buildApp(supervisor);
  await supervisor.stop();
  lock.release();
}
