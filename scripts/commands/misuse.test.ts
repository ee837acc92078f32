import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..", "..");

let data: string;
beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), "misuse-"));
});
afterAll(() => rm(data, { recursive: true }));

const run = (program: string, ...args: string[]) =>
  spawnSync(process.execPath, [path.join(root, program), ...args], {
    encoding: "utf8",
    env: { ...process.env, DATA_DIR: data, DATABASE_URL: "postgresql://nobody@127.0.0.1:9/none" },
  });

test.each([
  ["scripts/commands/demo.ts", "--reset"],
  ["scripts/commands/dev-stripe.ts", "none"],
  ["scripts/commands/test.ts", "--watch"],
  ["scripts/commands/build.ts", "none"],
  ["scripts/commands/migrate.ts", "--rolled-back <migration>"],
  ["scripts/commands/new-migration.ts", "none"],
  ["scripts/commands/doctor.ts", "--env"],
  ["scripts/commands/audit-verify.ts", "--env"],
  ["faults/main.ts", "--long"],
  ["bench/main.ts", "--write"],
])(
  "%s, given an option that it does not know, says in a line which it knows, ends with 2, and does nothing",
  async (program, known) => {
    const { status, stdout, stderr } = run(program, "--no-such");
    expect(stderr).toMatch(/^Unknown option '--no-such'\. Options: .+\.\n$/);
    expect(stderr).toContain(`Options: ${known}`);
    expect([status, stdout, await readdir(data)]).toEqual([2, "", []]);
  },
);
