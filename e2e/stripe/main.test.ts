import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const script = path.join(import.meta.dirname, "main.ts");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "e2e-stripe-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The command with nothing in its environment but what is given, in a folder of its own, where it looks for `.env`. */
function run(environment: Record<string, string> = {}): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: folder,
    env: { NODE_ENV: "test", ...environment },
    encoding: "utf8",
  });
  return { code: status, said: stdout + stderr };
}

test("without keys it says which are missing, and skips", () => {
  const { code, said } = run();
  expect(said).toContain("Missing: STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_RESTRICTED_KEY.");
  expect(said).toContain("Skipped: ");
  expect(code).toBe(0);
});

test("keys come from .env, where those of the example do not count, or from the environment", async () => {
  await writeFile(
    path.join(folder, ".env"),
    "STRIPE_SECRET_KEY=sk_test_0123456789\nSTRIPE_PUBLISHABLE_KEY=pk_test_…\nSTRIPE_RESTRICTED_KEY=\n",
  );
  const { code, said } = run({ STRIPE_RESTRICTED_KEY: "rk_test_0123456789" });
  expect(said).toContain("Missing: STRIPE_PUBLISHABLE_KEY.");
  expect(code).toBe(0);
});

test("a live key, and one of another kind, is an error that names the variable and not the key", () => {
  const { code, said } = run({
    STRIPE_SECRET_KEY: "sk_live_0123456789",
    STRIPE_PUBLISHABLE_KEY: "sk_test_0123456789",
  });
  expect(said).toContain("STRIPE_SECRET_KEY must be a key of test mode, sk_test_…");
  expect(said).toContain("STRIPE_PUBLISHABLE_KEY must be a key of test mode, pk_test_…");
  expect(said).not.toContain("0123456789");
  expect(said).not.toContain("Skipped");
  expect(code).toBe(1);
});

test("a Stripe CLI that is named and is not there is an error", () => {
  const keys = {
    STRIPE_SECRET_KEY: "sk_test_0123456789",
    STRIPE_PUBLISHABLE_KEY: "pk_test_0123456789",
    STRIPE_RESTRICTED_KEY: "rk_test_0123456789",
  };
  const { code, said } = run({ ...keys, STRIPE_CLI_PATH: path.join(folder, "stripe") });
  expect(said).toContain("STRIPE_CLI_PATH names a file that does not exist.");
  expect(code).toBe(1);
});
