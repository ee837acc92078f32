import { defineConfig } from "@playwright/test";
import { findBrowser } from "../testkit/browser.ts";

/** What goes through every page, route and action, and is no journey of somebody. */
const everyPage = ["pages.spec.ts", "access.spec.ts", "bad-input.spec.ts"];

/** Whole journeys in a real browser through the production build. Without retries: a test that fails at times is a bug. */
export default defineConfig({
  testDir: ".",
  // Two, so that `npm test` can run them at different times and both its rows end together; each removes what its own last run left.
  projects: [
    {
      name: "journeys",
      testMatch: "**/*.spec.ts",
      testIgnore: ["screens/**", ...everyPage],
      outputDir: "../test-results/journeys",
    },
    { name: "pages", testMatch: everyPage, outputDir: "../test-results/pages" },
  ],
  globalSetup: "./support/build.ts",
  // Each has a whole product to itself (`stack` in support/fixtures.ts), so no test meets another's clock, faults or people.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Asia/Kathmandu",
    // A click on what is still moving in may miss it, and within a frame Playwright cannot see that it moves.
    contextOptions: { reducedMotion: "reduce" },
    // A failure leaves a picture and the page in words. Traces, which `--trace retain-on-failure` gives, take a third of all the
    // processor's time.
    screenshot: "only-on-failure",
    launchOptions: await findBrowser(),
  },
});
