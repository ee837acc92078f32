import { defineConfig } from "vitest/config";
import { testEnvironment } from "./scripts/test-environment.ts";

const root = import.meta.dirname;
const ours = "{app,bench,i18n,lib,messages,prisma,scripts}/**";

const shared = {
  root,
  env: { TZ: "Asia/Kathmandu", NODE_ENV: "test" as const, ...testEnvironment },
  setupFiles: ["./scripts/test-setup-console.ts"],
};

/** Three projects: pure tests, tests against a real PostgreSQL, and those of the emulator, which is a package of its own. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^server-only$/, replacement: `${root}/scripts/empty-module.ts` },
      { find: /^@\//, replacement: `${root}/` },
    ],
  },
  test: {
    maxWorkers: 2,
    // Generous, because no test is about time, and the machine may be busy.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: "unit",
          include: [`${ours}/*.test.{ts,tsx}`, "middleware.test.ts"],
          exclude: ["**/*.db.test.ts", "**/node_modules/**"],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "db",
          include: [`${ours}/*.db.test.ts`],
          globalSetup: ["./scripts/test-services.ts"],
          setupFiles: [...shared.setupFiles, "./scripts/test-setup-database.ts"],
        },
      },
      {
        extends: true,
        test: { root, name: "emulator", include: ["stripe-emulator/{test,conformance}/**/*.test.ts"] },
      },
    ],
  },
});
