import type pg from "pg";
import { afterAll, vi } from "vitest";

/*
 * The files that one worker runs share its process, because starting one for each cost nearly half of all that these tests
 * computed. Here each file gets what a process of its own would give it: our modules as nobody has used them, the environment as it
 * was given, the real clock, and none of what an earlier file's modules have kept beside themselves.
 */

/** What modules keep where another copy of them finds it (`lib/db/client.ts`, `lib/metrics/metrics.ts`), and the first file's environment. */
const kept = globalThis as typeof globalThis & {
  pool?: pg.Pool | undefined;
  inboxPool?: pg.Pool | undefined;
  prismaClient?: unknown;
  onboardingMetrics?: unknown;
  givenEnvironment?: NodeJS.ProcessEnv;
};

kept.givenEnvironment ??= { ...process.env };
// First, so that no file's own un-stubbing brings back what an earlier one had found.
vi.unstubAllEnvs();
for (const name of Object.keys(process.env)) {
  if (!(name in kept.givenEnvironment)) delete process.env[name];
}
Object.assign(process.env, kept.givenEnvironment);
vi.useRealTimers();
vi.resetModules();

afterAll(async () => {
  const pools = [kept.pool, kept.inboxPool];
  for (const name of ["pool", "inboxPool", "prismaClient", "onboardingMetrics"] as const) kept[name] = undefined;
  await Promise.all(pools.map((pool) => pool?.ended || pool?.end()));
});
