import { readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "@playwright/test";
import { findBrowser } from "../../scripts/browser.ts";
import { demoDataDirectory } from "../../scripts/demo-env.ts";

// A cast, because the running demo writes this file (design: demo.json).
const demo = JSON.parse(readFileSync(path.join(demoDataDirectory(), "demo.json"), "utf8")) as { appUrl: string };

/** Takes the README's pictures of the running demo: `npm run screens` beside `npm run demo`. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/screens",
  workers: 1,
  reporter: "list",
  use: { baseURL: demo.appUrl, locale: "en-GB", reducedMotion: "reduce", launchOptions: await findBrowser() },
});
