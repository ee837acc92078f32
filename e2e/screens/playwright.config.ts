import { defineConfig } from "@playwright/test";
import { findBrowser } from "../../scripts/browser.ts";
import { demoPorts } from "../../scripts/demo-env.ts";

/** Takes the README's pictures of the running demo: `npm run screens` beside `npm run demo`. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/screens",
  workers: 1,
  reporter: "list",
  use: {
    baseURL: `http://localhost:${demoPorts().app}`,
    locale: "en-GB",
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: await findBrowser(),
  },
});
