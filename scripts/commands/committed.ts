import { spawnSync } from "node:child_process";
import { Problem } from "../process/command.ts";

/** Whether anything below `name` in `directory` differs from the last commit. Throws a `Problem` when git does not say. */
export const hasUncommitted = (directory: string, name: string): boolean =>
  git(directory, "status", "--porcelain", "--", name) !== "";

/**
 * A file of `directory` as it was last committed; null where there is no commit, or none of it. Throws a `Problem` when git
 * does not say.
 */
export function committedFile(directory: string, name: string): string | null {
  const { status } = runGit(directory, "rev-parse", "--verify", "--quiet", "HEAD");
  const isUnborn = status === 1; // any other failure is said by the next call
  return isUnborn || git(directory, "ls-tree", "HEAD", "--", name) === ""
    ? null
    : git(directory, "show", `HEAD:./${name}`);
}

function git(directory: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = runGit(directory, ...args);
  if (status === 0) return stdout;
  throw new Problem(`git does not say what was committed: ${error?.message ?? stderr.trim()}`);
}

const runGit = (directory: string, ...args: string[]) =>
  spawnSync("git", args, { cwd: directory, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
