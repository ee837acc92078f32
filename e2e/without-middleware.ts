import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../scripts/ports.ts";
import type { StackDescription } from "./stack-description.ts";

const root = path.join(import.meta.dirname, "..");

/** A second web process on the same database, of a copy of the build from which the middleware was taken out. */
export async function startWithoutMiddleware(
  stack: StackDescription,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), "without-middleware-"));
  for (const name of ["package.json", "next.config.mjs", "node_modules"]) {
    await symlink(path.join(root, name), path.join(directory, name));
  }
  const built = path.join(root, ".next");
  const unneeded = [path.join(built, "cache"), path.join(built, "dev")];
  await cp(built, path.join(directory, ".next"), { recursive: true, filter: (source) => !unneeded.includes(source) });

  const file = path.join(directory, ".next", "server", "middleware-manifest.json");
  const manifest: object = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...manifest, middleware: {}, functions: {}, sortedMiddleware: [] }));

  const port = await freePort();
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
  const web: ChildProcess = spawn(process.execPath, [next, "start", directory, "-H", "127.0.0.1", "-p", String(port)], {
    cwd: directory,
    env: { ...process.env, ...stack.environment, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    if (web.exitCode === null) {
      web.kill("SIGTERM");
      await once(web, "exit");
    }
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      web.stdout?.on("data", (chunk: Buffer) => chunk.includes("Ready") && resolve());
      web.once("exit", () => reject(new Error("the web process without middleware did not start")));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, stop };
}
