import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright";
import { expect, onTestFinished, test, vi } from "vitest";
import { findBrowser, makeOnce } from "./browser";

const pinned = process.platform === "linux" && process.arch === "x64";

test("who makes a folder at the same time as others gets the same whole one, and leaves nothing beside it", async () => {
  const cache = await mkdtemp(path.join(tmpdir(), "cache-"));
  onTestFinished(() => rm(cache, { recursive: true, force: true }));
  const everybodyFilled = Promise.withResolvers<void>();
  let filled = 0;
  const make = (by: string) =>
    makeOnce(path.join(cache, "browser"), async (fresh) => {
      await writeFile(path.join(fresh, "maker"), by);
      filled += 1;
      if (filled === 2) everybodyFilled.resolve();
      await everybodyFilled.promise;
    });
  await Promise.all([make("one"), make("other")]);
  await make("late");
  expect(await readdir(cache)).toEqual(["browser"]);
  expect(await readFile(path.join(cache, "browser", "maker"), "utf8")).toMatch(/^(one|other)$/);
});

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
