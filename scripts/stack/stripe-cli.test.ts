import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { defaultOptions } from "../../stripe-emulator/src/options.ts";
import { startEmulator } from "../../stripe-emulator/src/start.ts";
import { findStripeCli } from "./find-stripe-cli.ts";
import { connectTestMode } from "./stripe-cli.ts";

// Here and not in a test, because fetching it may take longer than a test may.
const program = await findStripeCli();

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "stripe-cli-"));
  vi.stubEnv("XDG_CONFIG_HOME", home);
  vi.stubEnv("STRIPE_CLI_TELEMETRY_OPTOUT", "1");
  emulator = await startEmulator({ port: 0 });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await emulator.close();
  await rm(home, { recursive: true, force: true });
});

test("the official command line talks to what stands in Stripe's place, by the name that it accepts", async () => {
  const { keys, apiBase, listen } = await connectTestMode(defaultOptions.keys, emulator.url);
  expect(keys).toMatchObject({
    secretKey: defaultOptions.keys.secretKey,
    webhookSecret: expect.stringMatching(/^whsec_\w+$/),
  });
  expect(apiBase).toBe(emulator.url);
  const { command, args, env } = listen("http://localhost:3000/hook");
  expect([command, ...args].join(" ")).toContain(
    `${program} --api-base ${emulator.url.replace("localhost", "127.0.0.1")} listen`,
  );
  expect(args.join(" ")).not.toContain(keys.secretKey);
  expect(env.STRIPE_API_KEY).toBe(keys.secretKey);
});

test("a key that is not accepted there is a problem that names the place", async () => {
  const keys = { ...defaultOptions.keys, secretKey: "sk_test_somebody_elses" };
  await expect(connectTestMode(keys, emulator.url)).rejects.toThrow(`could not reach ${emulator.url}`);
});
