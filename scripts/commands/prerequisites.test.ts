import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "prerequisites-"));
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (...names: string[]) =>
  spawnSync(process.execPath, [path.join(import.meta.dirname, "prerequisites.mjs"), ...names], {
    cwd: folder,
    encoding: "utf8",
  });

test("a command that needs what is missing says which command comes first, and ends", async () => {
  expect(ask("worker")).toMatchObject({ status: 1, stderr: "The worker is not built. Run `npm run build` first.\n" });
  await mkdir(path.join(folder, "dist"));
  await writeFile(path.join(folder, "dist", "worker.mjs"), "");
  expect(ask("worker")).toMatchObject({ status: 0, stderr: "" });
  expect(ask("worker", "packages")).toMatchObject({ status: 1, stderr: expect.stringContaining("npm ci") });
});

test("every command of package.json installs what is missing, or says which command comes first", async () => {
  const { scripts } = JSON.parse(await readFile(path.join(import.meta.dirname, "..", "..", "package.json"), "utf8"));
  for (const [name, command] of Object.entries<string>(scripts)) {
    const asked = /^node scripts\/commands\/prerequisites\.mjs ([a-z ]+) && /.exec(command)?.[1];
    if (asked === undefined) expect(command, name).toMatch(/^exec node scripts\/commands\/bootstrap\.mjs /);
    else expect(ask(...asked.split(" ")).stderr, name).not.toContain("nothing called");
  }
});
