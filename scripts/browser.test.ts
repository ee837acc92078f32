import { execFile } from "node:child_process";
import { access, constants, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright";
import { expect, onTestFinished, test, vi } from "vitest";
import { findBrowser, unpackBrowser } from "./browser";

const pinned = process.platform === "linux" && process.arch === "x64";

test.runIf(pinned)("processes that unpack the browser at the same time all get the same whole one", async () => {
  const cache = await mkdtemp(path.join(tmpdir(), "browser cache é-"));
  onTestFinished(() => rm(cache, { recursive: true, force: true }));
  const unpack = `console.log(await (await import("./browser.ts")).unpackBrowser(process.argv[1]))`;
  const elsewhere = promisify(execFile)(process.execPath, ["--input-type=module", "-e", unpack, cache], {
    cwd: import.meta.dirname,
  });
  const directories = await Promise.all([unpackBrowser(cache), elsewhere.then(({ stdout }) => stdout.trim())]);
  expect(directories[0]).toBe(directories[1]);
  expect(await readdir(cache)).toEqual([path.basename(directories[0])]);
  await access(path.join(directories[0], "chromium"), constants.X_OK);
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
