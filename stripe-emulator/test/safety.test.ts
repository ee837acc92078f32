import http from "node:http";
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

/** What a GET of `path` is answered with, sent to 127.0.0.1 with these headers. */
function get(url: string, path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(url);
    http
      .get({ host: "127.0.0.1", port, path, headers, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      })
      .on("error", reject);
  });
}

const everywhere = ["/", "/healthz", "/_control/keys", "/v1/account", "/endive/stripe.js", "/start/test_x", "/links/x"];

test("it answers under its own names", async () => {
  const emulator = await startEmulator({ port: 0 });
  running.push(emulator);
  const { port } = new URL(emulator.url);
  for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
    expect((await get(emulator.url, "/_control/keys", { host })).status).toBe(200);
  }
});

test("under a name that somebody else lets point here it shows nothing, whatever is asked for", async () => {
  const emulator = await startEmulator({ port: 0 });
  running.push(emulator);
  const { port } = new URL(emulator.url);
  const names = [
    `rebound.test:${port}`,
    "localhost",
    "localhost:1",
    `localhost.rebound.test:${port}`,
    `x@localhost:${port}`,
  ];
  for (const host of names) {
    for (const path of everywhere) {
      const { status, body } = await get(emulator.url, path, { host });
      expect([host, path, status]).toEqual([host, path, 421]);
      expect(body).toContain("not a name of this emulator");
    }
  }
});

test("told to listen to others it answers at plain addresses and its own name, but under no other", async () => {
  const emulator = await startEmulator({ port: 0, host: "0.0.0.0" });
  running.push(emulator);
  const status = async (host: string) => (await get(emulator.url, "/_control/keys", { host })).status;
  expect(await status("192.0.2.7:9000")).toBe(200);
  expect(await status("localhost:9000")).toBe(200);
  expect(await status("[2001:db8::7]:9000")).toBe(200);
  expect(await status("rebound.test:9000")).toBe(421);
});

test.each([
  ["a page of another site", { "sec-fetch-site": "cross-site" }, 403],
  ["a page of another port", { "sec-fetch-site": "same-site" }, 403],
  ["a page without an origin", { origin: "null" }, 403],
  ["its own page", { "sec-fetch-site": "same-origin" }, 200],
  ["an address that somebody typed", { "sec-fetch-site": "none" }, 200],
  ["a program", {}, 200],
])("the controls, asked by %s", async (_who, headers, status) => {
  const emulator = await startEmulator({ port: 0 });
  running.push(emulator);
  const own = { host: new URL(emulator.url).host };
  expect((await get(emulator.url, "/_control/keys", { ...own, ...headers })).status).toBe(status);
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
