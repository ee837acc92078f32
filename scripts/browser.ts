import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Problem } from "./command.ts";

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
 * The browser that tests run in. On Linux on x64 it is the one pinned in package.json, unpacked on its first use, so that
 * every run tests what a newcomer gets, whatever else is installed. On other systems it is an installed one.
 * CHROMIUM_PATH names another on any system. Throws a `Problem` where there is none.
 */
export async function findBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Problem("CHROMIUM_PATH names a file that does not exist.");
    return launchOptions(named);
  }
  if (process.platform === "linux" && process.arch === "x64") {
    const directory = await unpackedBrowser();
    return launchOptions(path.join(directory, "chromium"), {
      LD_LIBRARY_PATH: [path.join(directory, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
      FONTCONFIG_FILE: path.join(directory, fontsFile),
    });
  }
  const found = installed.find((candidate) => existsSync(candidate));
  if (found) return launchOptions(found);
  throw new Problem(
    `The browser that comes from npm is for Linux on x64; this is ${process.platform} on ${process.arch}, and no Chromium or ` +
      "Chrome is installed. Install one, or name one with CHROMIUM_PATH.",
  );
}

/** What a browser is started with wherever it comes from. Playwright itself leaves the sandbox off, as containers need. */
function launchOptions(executablePath: string, env: Record<string, string> = {}): Browser {
  // No machine that tests run on has a GPU, and drawing as one would in software costs most of a core.
  return { executablePath, args: ["--disable-gpu"], env: { ...process.env, ...env } };
}

/** The fonts of the package and no others, so that text is as wide on every machine; its own file names folders of AWS. */
const fontsFile = "fonts.conf";
const fontsConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

/** The folder that holds the browser with its libraries and fonts, unpacked when this version is not there yet. */
async function unpackedBrowser(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const packageDirectory = path.join(path.dirname(entry), "..");
  const { version } = JSON.parse(await readFile(path.join(packageDirectory, "package.json"), "utf8"));
  const directory = path.join(import.meta.dirname, "..", "node_modules", ".cache", `browser-${version}`);
  await makeOnce(directory, async (fresh) => {
    const { inflate } = await import(pathToFileURL(entry).href);
    const temporary = process.env.TMPDIR;
    process.env.TMPDIR = fresh; // where the package unpacks to
    try {
      for (const name of ["chromium.br", "fonts.tar.br", "al2023.tar.br"]) {
        await inflate(path.join(packageDirectory, "bin", name));
      }
    } finally {
      if (temporary === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = temporary;
    }
    await writeFile(path.join(fresh, fontsFile), fontsConfiguration);
  });
  return directory;
}

/**
 * Makes `directory`, when it is not there, of what `fill` puts into an empty folder. Each caller fills a folder of its own,
 * which takes the name once it is whole: processes that do so at the same time do not meet, and the first gives its folder
 * to all.
 */
export async function makeOnce(directory: string, fill: (fresh: string) => Promise<void>): Promise<void> {
  if (existsSync(directory)) return;
  await mkdir(path.dirname(directory), { recursive: true });
  const fresh = await mkdtemp(`${directory}.new-`);
  try {
    await fill(fresh);
    await rename(fresh, directory).catch((error: unknown) => {
      if (!existsSync(directory)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
