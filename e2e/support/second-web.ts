import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../scripts/process/ports.ts";
import type { StackDescription } from "../../testkit/stack.ts";
import { until } from "../../testkit/until.ts";

const root = path.join(import.meta.dirname, "..", "..");

type SecondWeb = {
  /** The folder with the build, where it is not the project's own. */
  of?: string;
  /** Takes the middleware out of the copy. */
  withoutMiddleware?: boolean;
  /** On top of what the first process was given; `url` is where the second will listen. */
  environment?: (url: string) => Record<string, string>;
};

/** A second web process on the same database, of a copy of a build. */
export async function startSecondWeb(
  stack: StackDescription,
  { of = root, withoutMiddleware = false, environment = () => ({}) }: SecondWeb,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const directory = await copyBuild(of);
  if (withoutMiddleware) await removeMiddleware(directory);

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
  const web: ChildProcess = spawn(process.execPath, [next, "start", directory, "-H", "127.0.0.1", "-p", String(port)], {
    cwd: directory,
    env: { ...process.env, ...stack.environment, ...environment(url), NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = () => web.exitCode !== null || web.signalCode !== null;
  const stop = async () => {
    if (!ended()) {
      web.kill("SIGTERM");
      await once(web, "exit");
    }
    await rm(directory, { recursive: true, force: true });
  };
  try {
    // Its own word and not Next's "Ready", which comes before what looks at requests first is there.
    const lives = async () => {
      if (ended()) throw new Error("the second web process ended");
      return (await fetch(`${url}/api/health/live`)).ok;
    };
    await until("the second web process lives", lives, 30_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function copyBuild(of: string): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "second-web-"));
  for (const name of ["package.json", "next.config.mjs", "node_modules"]) {
    await symlink(path.join(root, name), path.join(directory, name));
  }
  const built = path.join(of, ".next");
  const unneeded = [path.join(built, "cache"), path.join(built, "dev")];
  await cp(built, path.join(directory, ".next"), { recursive: true, filter: (source) => !unneeded.includes(source) });
  return directory;
}

async function removeMiddleware(directory: string): Promise<void> {
  const file = path.join(directory, ".next", "server", "middleware-manifest.json");
  const manifest: object = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...manifest, middleware: {}, functions: {}, sortedMiddleware: [] }));
}
