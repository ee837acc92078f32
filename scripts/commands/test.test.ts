import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..", "..");

/** A copy of the command among the project's own modules; its tools are those that a test writes, and its data are its own. */
let project: string;
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "test-command-"));
  await cp(path.join(root, "scripts", "commands"), path.join(project, "scripts", "commands"), { recursive: true });
  await cp(path.join(root, "package.json"), path.join(project, "package.json"));
  await mkdir(path.join(project, "node_modules", ".bin"), { recursive: true });
  for (const name of ["scripts/process", "scripts/stack", "testkit", "node_modules/p-map", "node_modules/vitest"]) {
    await symlink(path.join(root, name), path.join(project, name));
  }
});
afterEach(() => rm(project, { recursive: true }));

async function writeTool(name: string, script: string): Promise<void> {
  const file = path.join(project, "node_modules", ".bin", name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** Writes a report of one test that passed where `vitest` is told to, and then runs `more`. */
const vitestThat = (more: string, report = '{"testResults":[{"assertionResults":[{"status":"passed"}]}]}') =>
  writeTool(
    "vitest",
    `for word; do case "$word" in --outputFile.json=*) file=\${word#*=};; esac; done\n
    printf '%s' '${report}' > "$file"; ${more}`,
  );

/** Runs `npm test` for some parts; its exit code and the lines it printed. */
async function runTest(...parts: string[]): Promise<{ code: number; lines: string[] }> {
  const args = [path.join(project, "scripts", "commands", "test.ts"), ...parts];
  const { code, stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: project,
    env: { ...process.env, DATA_DIR: path.join(project, "data") },
  }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }) => ({ code, stdout }),
  );
  return { code, lines: stdout.trim().split("\n") };
}

test("tools that are content are counted, and nothing more is said", async () => {
  await writeTool("biome", "exit 0");
  await vitestThat("exit 0");
  const { code, lines } = await runTest("lint", "db");
  expect([code, lines.slice(2)]).toEqual([0, ["", "2 passed, 0 failed"]]);
});

test("a tool that fails says why, and counts as failed", async () => {
  await writeTool("biome", "echo 'one file is untidy'; exit 1");
  const { code, lines } = await runTest("lint");
  expect(code).toBe(1);
  expect(lines[0]).toBe("one file is untidy");
  expect(lines.slice(-2)).toEqual(["", "0 passed, 1 failed"]);
});

test("a tool that somebody ended, as the kernel does where memory is short, is named in the last lines with the signal", async () => {
  await writeTool("biome", "kill -9 $$");
  const { code, lines } = await runTest("lint");
  expect(code).toBe(1);
  expect(lines.slice(-3)).toEqual(["biome was ended by SIGKILL.", "", "0 passed, 1 failed"]);
});

test.each([
  ["all of whose tests had passed", undefined, "1 passed, 1 failed"],
  ["while it wrote its report", '{"testResults":[', "0 passed, 1 failed"],
  ["before it reported anything", "", "0 passed, 1 failed"],
])("tests that were ended %s count as failed, by the signal", async (_when, report, counts) => {
  await vitestThat("echo 'the last words'; kill -9 $$", report);
  const { code, lines } = await runTest("db");
  expect([code, lines[0]]).toEqual([1, "the last words"]);
  expect(lines.slice(-3)).toEqual(["db was ended by SIGKILL.", "", counts]);
});
