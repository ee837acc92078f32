import { networkInterfaces } from "node:os";
import { afterEach, expect, test } from "vitest";
import { defaultOptions } from "../src/options.ts";
import { startEmulator } from "../src/start.ts";
import { clientFor, keys, startTestMode } from "./harness.ts";

/** Another address of this machine than 127.0.0.1: one that others reach it by, else a second loopback address. */
const otherAddress =
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === "IPv4")?.address ?? "127.0.0.2";

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

/** True if the emulator answers at that address of this machine. */
const answersAt = (address: string, url: string) =>
  fetch(`http://${address}:${new URL(url).port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

test("it listens to this machine alone", async () => {
  const emulator = await startEmulator({ port: 0 });
  running.push(emulator);
  expect(await answersAt("127.0.0.1", emulator.url)).toBe(true);
  expect(await answersAt(otherAddress, emulator.url)).toBe(false);
});

test("it listens to others when told to", async () => {
  const emulator = await startEmulator({ port: 0, host: "0.0.0.0" });
  running.push(emulator);
  expect(await answersAt("127.0.0.1", emulator.url)).toBe(true);
  expect(await answersAt(otherAddress, emulator.url)).toBe(true);
});

test.each([
  ["secretKey", "sk_live_never_use_this"],
  ["restrictedKey", "rk_live_never_use_this"],
  ["publishableKey", "pk_live_never_use_this"],
])("it does not start with a live %s, and does not repeat it", async (name, key) => {
  const starting = startEmulator({ port: 0, keys: { ...defaultOptions.keys, [name]: key } });
  await expect(starting).rejects.toThrow(`${name}: the emulator refuses live keys`);
  await expect(starting).rejects.not.toThrow(key);
});

test("it answers no live key, also where the secret key of the options begins alike", async () => {
  const mode = await startTestMode({ keys: { ...keys, secretKey: "sk_test_never_use_this" } });
  running.push(mode);
  const error = await mode.refusal(clientFor(mode.url, "sk_live_never_use_this").customers.list());
  expect(error.statusCode).toBe(401);
  expect(error.message).toContain("refuses live keys");
  expect(error.message).not.toContain("never_use_this");
});
