import http from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
// Shared with what surrounds this package: where a browser lies on this machine.
import { findBrowser } from "../../../testkit/browser.ts";

// Here and not in a hook, because fetching it may take longer than a hook may.
const found = await findBrowser();

/**
 * A browser whose camera shows a test picture. Whoever is asked for the camera allows it, or refuses it. A context with
 * `permissions: ["camera"]` has allowed it before it is asked.
 */
export async function startBrowser(answer: "allow" | "refuse" = "allow"): Promise<Browser> {
  // Headless there is nobody to ask: without an answer given here, or with the grant of a context alone, some builds of
  // Chromium say that no camera is supported.
  const dialog = answer === "allow" ? "--use-fake-ui-for-media-stream" : "--use-fake-ui-for-media-stream=deny";
  return chromium.launch({ ...found, args: [...found.args, "--use-fake-device-for-media-stream", dialog] });
}

/** A page in a context of its own, and what its console and its content security policies complained about. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  // A click on a frame that is still moving in may miss it.
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  // Shorter than a test's own limit, so that a step that hangs says which one it is and what the page showed.
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, context, complaints };
}

/** A site of another origin than the emulator's, with these files; the page under `/` may run scripts by nonce only. */
export async function startSite(files: Record<string, { type: string; body: string }>, policy: string) {
  const server = http.createServer((request, response) => {
    const file = files[request.url ?? ""];
    if (!file) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": file.type, "content-security-policy": policy }).end(file.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** How far the page can be scrolled sideways, pixels. */
export const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
