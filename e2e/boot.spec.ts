import { spawn } from "node:child_process";
import path from "node:path";
import { expect, test } from "./support/fixtures.ts";

const root = path.join(import.meta.dirname, "..");
const commands = {
  web: [path.join(root, "node_modules", "next", "dist", "bin", "next"), "start", root, "-H", "127.0.0.1", "-p", "0"],
  worker: [path.join(root, "dist", "worker.mjs")],
};

/** Runs a process of ours to its end; what it wrote and its exit code. */
function run(args: string[], environment: Record<string, string>): Promise<{ code: number | null; written: string }> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment, NODE_ENV: "production" },
  });
  let written = "";
  child.stdout.on("data", (chunk: Buffer) => {
    written += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    written += chunk;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, written })));
}

for (const [name, args] of Object.entries(commands)) {
  test(`${name} does not start with a wrong environment, and says why without telling a value`, async ({ stack }) => {
    const { code, written } = await run(args, {
      ...stack.environment,
      STRIPE_WEBHOOK_SECRET: "",
      STRIPE_SECRET_KEY: "sk_live_marked0123456789",
      PII_KEYS: "marked-and-malformed",
    });
    expect(code).toBe(1);
    expect(written).toContain("environment: STRIPE_WEBHOOK_SECRET is missing\n");
    expect(written).toContain("environment: PII_KEYS must be id:base64");
    expect(written).not.toContain("marked");
  });

  test(`${name} does not start with a live key and an address of the emulator`, async ({ stack }) => {
    const { code, written } = await run(args, {
      ...stack.environment,
      STRIPE_SECRET_KEY: "sk_live_0123456789abcdef",
      STRIPE_PUBLISHABLE_KEY: "pk_live_0123456789abcdef",
      STRIPE_RESTRICTED_KEY: "rk_live_0123456789abcdef",
    });
    expect(code).toBe(1);
    expect(written).toContain("environment: STRIPE_API_BASE is only for test keys");
  });
}
