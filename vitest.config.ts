import { defineConfig } from "vitest/config";
import { testEnvironment } from "./testkit/environment.ts";

const root = import.meta.dirname;
const ours = "{app,bench,docs,e2e,faults,i18n,lib,messages,on-demand,prisma,scripts,testkit}/**";

const shared = {
  root,
  env: { TZ: "Asia/Kathmandu", NODE_ENV: "test" as const, ...testEnvironment },
  setupFiles: ["./testkit/vitest/fresh-file.ts", "./testkit/vitest/console.ts"],
  // Each file finds a process as good as new all the same (testkit/vitest/fresh-file.ts).
  isolate: false,
};

/** What these test changes a process for good, so each of them has its own: limits of every HTTP server, traces of every call. */
const alone = ["lib/http/limits.test.ts", "lib/http/orderly-stop.test.ts", "lib/telemetry/telemetry.test.ts"];

/** Projects by part of `npm test`: pure tests, tests against a real PostgreSQL, and those of the emulator, which is a package of its own. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^server-only$/, replacement: `${root}/scripts/stack/empty-module.ts` },
      { find: /^@\//, replacement: `${root}/` },
    ],
  },
  test: {
    maxWorkers: 2,
    // They end what hangs, on the busiest machine: no test is about time. What polls ends first, and says what it waited for.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: "unit",
          include: [`${ours}/*.test.{ts,tsx}`, "middleware.test.ts"],
          exclude: ["**/*.db.test.ts", "**/node_modules/**", ...alone],
        },
      },
      {
        extends: true,
        test: { ...shared, name: "unit-alone", include: alone, isolate: true },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "db",
          include: [`${ours}/*.db.test.ts`],
          globalSetup: ["./testkit/vitest/services.ts"],
          setupFiles: [...shared.setupFiles, "./testkit/vitest/database.ts"],
        },
      },
      {
        extends: true,
        test: {
          root,
          name: "emulator",
          // Each file starts emulators of its own, so it leaves nothing behind for the next.
          isolate: false,
          include: ["stripe-emulator/{test,conformance}/**/*.test.ts"],
        },
      },
    ],
  },
});
