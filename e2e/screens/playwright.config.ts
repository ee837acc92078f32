import { defineConfig } from "@playwright/test";
import { demoPorts } from "../../scripts/stack/demo-ports.mjs";
import { findBrowser } from "../../testkit/browser.ts";

/** Takes the pictures of docs/pictures from the running demo: `npm run screens` beside `npm run demo`. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/screens",
  workers: 1,
  reporter: "list",
  use: {
    baseURL: `http://localhost:${demoPorts(process.env).app}`,
    locale: "en-GB",
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: await findBrowser(),
  },
});
