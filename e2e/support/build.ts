import path from "node:path";
import { takeTemporaryDirectory } from "../../scripts/process/run-lock.ts";
import { createSupervisor } from "../../scripts/process/supervisor.ts";
import { buildApp, buildIsFresh } from "../../scripts/stack/build.ts";
import { testDirectory } from "../../testkit/stack.ts";

/** Playwright's global setup: the production build, made once before its workers start products of it. */
export default async function setup(): Promise<void> {
  if (await buildIsFresh()) return;
  const { directory, lock } = await takeTemporaryDirectory(testDirectory, "build");
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  await buildApp(supervisor);
  await supervisor.stop();
  lock.release();
}
