import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { Problem } from "../process/command.ts";
import { committedFile, hasUncommitted } from "./committed.ts";

const file = "schema/main.prisma";
let project: string;
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "committed-"));
  await mkdir(path.join(project, "schema"));
  await write("one");
});
afterEach(() => rm(project, { recursive: true }));

const write = (text: string) => writeFile(path.join(project, file), text);
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=Nobody", "-c", "user.email=nobody@demo.test", ...args], { cwd: project });
function commit(...more: string[]): void {
  git("add", ".");
  git("commit", "--quiet", "--message", "a commit", ...more);
}

test("a file is read as it was committed, whatever it says now", async () => {
  git("init", "--quiet");
  commit();
  expect(hasUncommitted(project, "schema")).toBe(false);
  await write("two");
  expect(committedFile(project, file)).toBe("one");
  expect(committedFile(path.join(project, "schema"), "main.prisma")).toBe("one");
  expect(hasUncommitted(project, "schema")).toBe(true);
});

test("before the first commit of a file there is none", async () => {
  git("init", "--quiet");
  expect(committedFile(project, file)).toBeNull();
  git("commit", "--quiet", "--allow-empty", "--message", "nothing");
  expect(committedFile(project, file)).toBeNull();
});

/** Nothing else than git's own failure may look like that. */
function expectNoAnswer(reason: string): void {
  for (const ask of [() => committedFile(project, file), () => hasUncommitted(project, "schema")]) {
    expect(ask).toThrow(Problem);
    expect(ask).toThrow(`git does not say what was committed: ${reason}`);
  }
}

test("outside of a repository git's reason is told, and nothing counts as uncommitted", () => {
  expectNoAnswer("fatal: not a git repository");
});

test("a repository that git cannot read is no empty one", async () => {
  git("init", "--quiet");
  commit();
  await rm(path.join(project, ".git", "objects"), { recursive: true });
  await mkdir(path.join(project, ".git", "objects"));
  expectNoAnswer("fatal: ");
});

test("without git it is told that it is missing", () => {
  const { PATH } = process.env;
  onTestFinished(() => {
    process.env.PATH = PATH;
  });
  process.env.PATH = path.join(project, "schema");
  expectNoAnswer("spawnSync git ENOENT");
});
