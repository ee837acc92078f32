import { defineConfig } from "@playwright/test";
import withEmulator from "../playwright.config.ts";

const { globalSetup: _build, projects: _projects, ...shared } = withEmulator;

/** What `npm run e2e:stripe` runs on the stack it has started: Stripe itself answers, over a network. */
export default defineConfig({
  ...shared,
  testDir: "..",
  outputDir: "../../test-results",
  workers: 1,
  testMatch: ["verify.spec.ts", "review.spec.ts"],
  timeout: 300_000,
  expect: { timeout: 60_000 },
});
