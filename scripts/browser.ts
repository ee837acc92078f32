import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Problem } from "./command.ts";

/** How Playwright starts a browser: the matching part of its `launchOptions`. */
export type Browser = { executablePath: string; args: string[]; env: NodeJS.ProcessEnv };

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Finds a Chromium: CHROMIUM_PATH, else the system's, else the one from npm, which is unpacked on its first use and needs
 * no root. Throws a `Problem` where there is none for this machine.
 */
export async function findBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) throw new Problem("There is no browser where CHROMIUM_PATH points.");
  const executablePath = named || installed.find((candidate) => existsSync(candidate));
  if (executablePath) return { executablePath, args: [], env: process.env };

  if (process.platform === "linux" && process.arch === "x64") return browserFromNpm();
  throw new Problem("There is no Chromium here: install one, or say with CHROMIUM_PATH where it is.");
}

async function browserFromNpm(): Promise<Browser> {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const packageDirectory = path.join(path.dirname(entry), "..");
  const { version } = JSON.parse(await readFile(path.join(packageDirectory, "package.json"), "utf8"));
  const directory = path.join(import.meta.dirname, "..", "node_modules", ".cache", `chromium-${version}`);
  if (!existsSync(directory)) await unpack(entry, path.join(packageDirectory, "bin"), directory);

  const libraries = [path.join(directory, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return {
    executablePath: path.join(directory, "chromium"),
    // Of our own, because those the package proposes switch off the same-origin policy.
    args: ["--headless=shell", "--no-sandbox", "--use-angle=swiftshader"],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: libraries,
      ...(!existsSync("/etc/fonts") && { FONTCONFIG_PATH: path.join(directory, "fonts") }),
    },
  };
}

/** Unpacks the browser with all libraries and fonts it needs; under another name until it is whole. */
async function unpack(entry: string, archives: string, directory: string): Promise<void> {
  const { inflate } = await import(pathToFileURL(entry).href);
  const fresh = `${directory}.new-${process.pid}`;
  const temporary = process.env.TMPDIR;
  await mkdir(fresh, { recursive: true });
  process.env.TMPDIR = fresh; // where the package unpacks to
  try {
    for (const name of ["chromium.br", "swiftshader.tar.br", "fonts.tar.br", "al2023.tar.br"]) {
      await inflate(path.join(archives, name));
    }
    await rename(fresh, directory);
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
    await rm(fresh, { recursive: true, force: true });
  }
}
