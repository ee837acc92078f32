import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { controlOf } from "../conformance/control.ts";
import { clientFor, keys, startReceiver } from "./harness.ts";

const program = fileURLToPath(new URL("../bin/stripe-emulator.ts", import.meta.url));

let dataDir: string;
const running: ChildProcess[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "stripe-emulator-"));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true });
});

function run(...options: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  return child;
}

/** Starts it on a port of its own choice, or again on `port`. */
async function start({ port = 0, options = [] }: { port?: number; options?: string[] } = {}) {
  const child = run("--port", String(port), "--data-dir", dataDir, ...options);
  if (!child.stdout) throw new Error("The child has no output.");
  const [line] = await once(child.stdout, "data");
  const [, said] = /^Stripe emulator: http:\/\/localhost:(\d+)\n$/.exec(String(line)) ?? [];
  expect(said).toMatch(port === 0 ? /^[1-9]/ : new RegExp(`^${port}$`));
  return { child, port: Number(said) };
}

async function failure(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = "";
  child.stderr?.on("data", (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, "close");
  return { code, text };
}

test("a port in use is one clear line", async () => {
  const taken = http.createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  // A TCP server that listens has an AddressInfo.
  const { port } = taken.address() as AddressInfo;
  const { code, text } = await failure(run("--port", String(port)));
  expect([code, text]).toEqual([
    1,
    `stripe-emulator: port ${port} is in use; choose another with --port or STRIPE_EMULATOR_PORT\n`,
  ]);
  taken.close();
});

test("live keys are refused and not repeated", async () => {
  const { code, text } = await failure(run("--port", "0", "--secret-key", "sk_live_never_use_this"));
  expect([code, text]).toEqual([1, "stripe-emulator: secretKey: the emulator refuses live keys\n"]);
});

test("SIGTERM stops it, also with connections open", async () => {
  const { child, port } = await start();
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
});

test("a killed emulator goes on where it was: objects, keys of requests, clock, links, and owed webhooks", async () => {
  const receiver = await startReceiver();
  const options = ["--webhook-url", receiver.url, "--webhook-retry-seconds", "1"];
  receiver.answers = [500, 200];
  const { child: first, port } = await start({ options });
  const control = controlOf(`http://127.0.0.1:${port}`);
  await control("POST", "/clock", { advanceSeconds: 5000 });
  const stripe = clientFor(`http://127.0.0.1:${port}`, keys.secretKey);
  const create = () => stripe.identity.verificationSessions.create({ type: "document" }, { idempotencyKey: "once" });
  const session = await create();
  await receiver.until(({ event }) => event.type.endsWith("created"));
  await control("POST", `/verification_sessions/${session.id}/submit`, { outcome: "verified", delaySeconds: 100 });
  first.kill("SIGKILL");
  await once(first, "exit");

  await start({ port, options });
  expect((await create()).client_secret).toBe(session.client_secret);
  const read = () => stripe.identity.verificationSessions.retrieve(session.id);
  expect((await read()).status).toBe("processing");
  await control("POST", "/clock", { advanceSeconds: 100 });
  expect((await read()).status).toBe("verified");
  await receiver.until(({ event }) => event.type.endsWith("verified"));
  const createdEvents = () => receiver.received.filter(({ event }) => event.type.endsWith("created"));
  await receiver.until(() => createdEvents().length === 2);
  const clock = await control("GET", "/clock");
  expect(clock.offsetSeconds).toBe(5100);
  receiver.close();
});

test("killed while a webhook waits for its answer, it sends it again after its next start", async () => {
  const receiver = await startReceiver();
  const options = ["--webhook-url", receiver.url];
  receiver.answers = [0, 200];
  const { child: first, port } = await start({ options });
  const stripe = clientFor(`http://127.0.0.1:${port}`, keys.secretKey);
  await stripe.identity.verificationSessions.create({ type: "document" });
  await receiver.until(() => true);
  first.kill("SIGKILL");
  await once(first, "exit");
  expect(receiver.received).toHaveLength(1);

  await start({ port, options });
  await receiver.until(() => receiver.received.length === 2);
  const [before, after] = receiver.received;
  expect(after?.event.id).toBe(before?.event.id);
  await controlOf(`http://127.0.0.1:${port}`)("POST", "/clock", { advanceSeconds: 0 });
  expect((await stripe.events.retrieve(`${after?.event.id}`)).pending_webhooks).toBe(0);
  receiver.close();
});

test("a secret that was rolled outlives the process, unless it is started with another", async () => {
  const receiver = await startReceiver();
  const options = ["--webhook-url", receiver.url];
  const { child: first, port } = await start({ options });
  const stripe = clientFor(`http://127.0.0.1:${port}`, keys.secretKey);
  const [endpoint] = (await stripe.webhookEndpoints.list()).data;
  const control = controlOf(`http://127.0.0.1:${port}`);
  const { secret } = await control<{ secret: string }>("POST", `/webhook_endpoints/${endpoint?.id}/roll`);
  const secretsThatFit = async (candidates: string[]) => {
    const { id } = await stripe.identity.verificationSessions.create({ type: "document" });
    const sent = await receiver.until(({ event }) => "id" in event.data.object && event.data.object.id === id);
    return candidates.filter((candidate) => {
      const [time, ...signatures] = sent.signature.split(",");
      const hmac = createHmac("sha256", candidate)
        .update(`${time?.slice(2)}.${sent.body}`)
        .digest("hex");
      return signatures.includes(`v1=${hmac}`);
    });
  };
  first.kill("SIGKILL");
  await once(first, "exit");

  const { child: second } = await start({ port, options });
  expect(await secretsThatFit([keys.webhookSecret, secret])).toEqual([secret]);
  second.kill("SIGTERM");
  await once(second, "exit");

  await start({ port, options: [...options, "--webhook-secret", "whsec_another_one"] });
  expect(await secretsThatFit([keys.webhookSecret, secret, "whsec_another_one"])).toEqual(["whsec_another_one"]);
  receiver.close();
});

test("one address can be the endpoint for the platform and for connected accounts, each with its own secret", async () => {
  const receiver = await startReceiver();
  const options = ["--webhook-url", receiver.url, "--connect-webhook-url", receiver.url];
  const { child: first, port } = await start({ options });
  const stripe = clientFor(`http://127.0.0.1:${port}`, keys.secretKey);
  const { id } = await stripe.accounts.create({ type: "custom" });
  const ids = async () => (await stripe.webhookEndpoints.list()).data.map((endpoint) => endpoint.id);
  const before = await ids();
  expect(before).toHaveLength(2);
  first.kill("SIGKILL");
  await once(first, "exit");

  await start({ port, options });
  expect(await ids()).toEqual(before);
  await stripe.accounts.update(id, { metadata: { plan: "free" } });
  await stripe.identity.verificationSessions.create({ type: "document" });
  for (const [type, secret] of [
    ["account.updated", keys.connectWebhookSecret],
    ["identity.verification_session.created", keys.webhookSecret],
  ] as const) {
    const { body, signature } = await receiver.until(({ event }) => event.type === type);
    expect(stripe.webhooks.constructEvent(body, signature, secret).type).toBe(type);
  }
  receiver.close();
});
