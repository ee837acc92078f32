import { execFileSync, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { processStamp } from "../process/process-identity.ts";

const root = path.join(import.meta.dirname, "..", "..");

/** A copy of the commands, so that what they write does not touch the project. */
let project: string;
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "interrupted-"));
  await cp(path.join(root, "scripts"), path.join(project, "scripts"), { recursive: true });
  await cp(path.join(root, "package.json"), path.join(project, "package.json"));
  await mkdir(path.join(project, "tmp"));
});
afterEach(() => rm(project, { recursive: true, force: true }));

/** Runs a command until `find` knows the id of what it has started, interrupts it, and returns what became of both. */
async function interrupt(signal: NodeJS.Signals, args: string[], find: () => Promise<number>) {
  const { DATA_DIR: _, ...inherited } = process.env;
  const env = { ...inherited, TMPDIR: path.join(project, "tmp") } as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, args, { cwd: project, env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const started = await vi.waitUntil(() => find().catch(() => 0), { timeout: 25_000 });
  onTestFinished(() => {
    if (processStamp(started) !== null) process.kill(started, "SIGKILL");
  });
  child.kill(signal);
  return { code: await ended, said: said.trim(), left: processStamp(started) !== null };
}

test.each(["SIGINT", "SIGTERM"] as const)("a build that %s ends leaves nothing running", async (signal) => {
  await mkdir(path.join(project, "node_modules", "prisma", "build"), { recursive: true });
  await symlink(path.join(root, "node_modules", "esbuild"), path.join(project, "node_modules", "esbuild"));
  const generator = `require("node:fs").writeFileSync("started", String(process.pid)); setInterval(() => {}, 1000);`;
  await writeFile(path.join(project, "node_modules", "prisma", "build", "index.js"), generator);

  const find = async () => Number(await readFile(path.join(project, "started"), "utf8"));
  const end = await interrupt(signal, ["scripts/commands/build.ts"], find);
  expect(end).toEqual({ code: 1, said: "Stopped before the end.", left: false });
});

test("a migration whose writing is interrupted leaves neither its PostgreSQL nor its folder behind", async () => {
  await symlink(path.join(root, "node_modules"), path.join(project, "node_modules"));
  await mkdir(path.join(project, "prisma"));
  await cp(path.join(root, "prisma", "schema.prisma"), path.join(project, "prisma", "schema.prisma"));

  execFileSync("git", ["init", "--quiet"], { cwd: project });

  const temporary = path.join(project, "tmp");
  const find = async () => {
    const [folder = ""] = (await readdir(temporary)).filter((name) => name.startsWith("new-migration-"));
    const [pid = ""] = (await readFile(path.join(temporary, folder, "postgres", "postmaster.pid"), "utf8")).split("\n");
    return Number(pid);
  };
  const end = await interrupt("SIGINT", ["scripts/commands/new-migration.ts", "interrupted"], find);
  expect(end).toEqual({ code: 1, said: "Stopped before the end.", left: false });
  expect((await readdir(temporary)).filter((name) => name.startsWith("new-migration-"))).toEqual([]);
});
