import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import Stripe from "stripe";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
// Shared with what surrounds this package: how the pinned program is found.
import { findStripeCli } from "../../scripts/stack/find-stripe-cli.ts";
import { keys, startReceiver, startTestMode, type TestMode } from "./harness.ts";

// Here and not in a test, because fetching it may take longer than a test may.
const program = await findStripeCli();

const home = mkdtempSync(join(tmpdir(), "stripe-emulator-cli-"));
afterAll(() => rmSync(home, { recursive: true }));
const env: NodeJS.ProcessEnv = {
  NODE_ENV: "test",
  PATH: process.env.PATH,
  HOME: home,
  XDG_CONFIG_HOME: home,
  STRIPE_CLI_TELEMETRY_OPTOUT: "1",
  STRIPE_API_KEY: keys.secretKey,
};

let mode: TestMode;
beforeEach(async () => {
  mode = await startTestMode({ webhookUrls: [], webhookRetrySeconds: [60] });
});
afterEach(() => mode.close());

type Delivery = { endpointId: string; type: string; cause: string; status: number | null; delivered: boolean };
const deliveries = async () => (await mode.control<{ deliveries: Delivery[] }>("GET", "/deliveries")).deliveries;
const advance = (seconds: number) => mode.control("POST", "/clock", { advanceSeconds: seconds });
const create = () => mode.stripe.identity.verificationSessions.create({ type: "document" });
const pending = async () => (await mode.stripe.events.list()).data.map(({ pending_webhooks }) => pending_webhooks);

describe("the official command line", () => {
  const listening: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of listening.splice(0)) await stop(child);
  });

  /** The command line refuses "localhost" here. */
  const apiBase = () => mode.url.replace("localhost", "127.0.0.1");

  /** Named, because older and newer versions of the Stripe CLI ask for all events by different flags. */
  const created = ["--events", "identity.verification_session.created"];

  /** What a command prints; rejects if it fails. */
  async function run(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, ["--api-base", apiBase(), ...args], { env });
    return stdout;
  }

  const runJson = async (...args: string[]) => JSON.parse(await run(...args));

  /** A `stripe listen` that is ready. */
  async function listen(...args: string[]): Promise<ChildProcess> {
    const child = spawn(program, ["--api-base", apiBase(), "listen", "--skip-update", ...args], { env });
    listening.push(child);
    await new Promise<void>((resolve, reject) => {
      let output = "";
      const hear = (chunk: Buffer) => {
        output += chunk;
        if (output.includes("Ready!")) resolve();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", () => reject(new Error(output)));
    });
    return child;
  }

  async function stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGINT");
    await once(child, "exit");
  }

  test("gets and posts anything", async () => {
    expect(await runJson("post", "/v1/customers", "-d", "email=ada@demo.test")).toMatchObject({ object: "customer" });
    expect(await runJson("get", "/v1/customers", "--limit", "1")).toMatchObject({
      data: [{ email: "ada@demo.test" }],
      has_more: false,
    });
    expect(await run("get", "/v1/customers/cus_none")).toContain("No such customer");
  });

  test("creates, retrieves, updates, lists, cancels and redacts sessions", async () => {
    const sessions = (...args: string[]) => runJson("identity", "verification_sessions", ...args);
    const { id } = await sessions("create", "--type", "document", "-d", "metadata[order]=7");
    expect(await sessions("retrieve", id)).toMatchObject({ id, status: "requires_input", metadata: { order: "7" } });
    expect(await sessions("update", id, "-d", "metadata[order]=8")).toMatchObject({ metadata: { order: "8" } });
    expect((await sessions("list", "--limit", "3")).data).toHaveLength(1);
    expect(await sessions("cancel", id)).toMatchObject({ status: "canceled" });
    expect(await sessions("redact", id)).toMatchObject({ redaction: { status: "processing" } });
  });

  test.each(["created", "canceled", "redacted"])("triggers %s", async (what) => {
    const type = `identity.verification_session.${what}`;
    expect(await run("trigger", type)).toContain("Trigger succeeded!");
    await advance(60);
    expect((await mode.stripe.events.list({ type })).data).toHaveLength(1);
  });

  test("forwards what happens in connected accounts to another address", async () => {
    const [ours, theirs] = [await startReceiver(), await startReceiver()];
    const events = ["--events", "account.updated,customer.created"];
    await listen(...events, "--forward-to", ours.url, "--forward-connect-to", theirs.url);
    const { id } = await mode.stripe.accounts.create({ type: "custom" });
    await mode.stripe.accounts.update(id, { metadata: { plan: "free" } });
    await mode.stripe.customers.create({});
    const { body, signature } = await theirs.until(({ event }) => event.type === "account.updated");
    const secret = (await run("listen", "--print-secret")).trim();
    expect(Stripe.webhooks.constructEvent(body, signature, secret)).toMatchObject({ account: id });
    await ours.until(({ event }) => event.type === "customer.created");
    expect([ours, theirs].map(({ received }) => received.map(({ event }) => event.type))).toEqual([
      ["customer.created"],
      ["account.updated"],
    ]);
    ours.close();
    theirs.close();
  });

  test("prints one secret for ever", async () => {
    const secret = await run("listen", "--print-secret");
    expect(secret).toMatch(/^whsec_\w{32,}\n$/);
    await mode.close();
    mode = await startTestMode();
    expect(await run("listen", "--print-secret")).toBe(secret);
  });

  test("forwards what it hears, signed with its secret; the address it forwards to is one more endpoint", async () => {
    const secret = (await run("listen", "--print-secret")).trim();
    await listen(...created, "--forward-to", mode.receiver.url);
    mode.receiver.answers = [500, 200];
    await create();
    const { body, signature, event } = await mode.receiver.until(() => true);
    Stripe.webhooks.constructEvent(body, signature, secret);
    const statuses = async () => (await deliveries()).map(({ status, delivered }) => [status, delivered]);
    await expect.poll(statuses).toEqual([[500, false]]);
    expect(await pending()).toEqual([1]);

    await advance(60);
    await expect.poll(statuses).toEqual([
      [500, false],
      [200, true],
    ]);
    expect(await pending()).toEqual([0]);
    expect(mode.receiver.received.map((received) => received.event.id)).toEqual([event.id, event.id]);
    expect((await deliveries())[0]?.endpointId).toMatch(/^cliws_/);
  });

  test("forwards only the events asked for, and owes nobody the rest", async () => {
    const child = await listen(
      "--events",
      "identity.verification_session.verified,identity.verification_session.redacted",
      "--forward-to",
      mode.receiver.url,
    );
    const { id } = await create();
    await mode.submit(id, "verified");
    await mode.stripe.identity.verificationSessions.redact(id);
    await advance(60);
    await mode.receiver.until(() => mode.receiver.received.length === 2);
    const forwarded = mode.receiver.received.map(({ event }) => event.type.split(".").at(-1));
    expect(forwarded.sort()).toEqual(["redacted", "verified"]);
    // Every one is acknowledged, forwarded or not.
    expect(new Set(await pending())).toEqual(new Set([0]));

    await stop(child);
    await expect.poll(async () => (await create()) && (await pending())[0]).toBe(0);
  });

  test("with --latest forwards too", async () => {
    await listen(...created, "--latest", "--forward-to", mode.receiver.url);
    await create();
    await mode.receiver.until(() => true);
    expect(mode.receiver.received).toHaveLength(1);
  });

  test("sends an event again to itself", async () => {
    await listen(...created, "--forward-to", mode.receiver.url);
    await create();
    const { event } = await mode.receiver.until(() => true);
    expect(await runJson("events", "resend", event.id)).toMatchObject({ id: event.id });
    await mode.receiver.until(() => mode.receiver.received.length === 2);
    expect(mode.receiver.received[1]?.event.id).toBe(event.id);
  });

  test("faults meet what it hears as well", async () => {
    await mode.control("POST", "/faults", { target: "webhooks", kind: "cut_after" });
    await listen(...created, "--forward-to", mode.receiver.url);
    await create();
    await mode.receiver.until(() => true);
    await advance(60);
    await mode.receiver.until(() => mode.receiver.received.length === 2);
    expect(mode.receiver.received[1]?.event.id).toBe(mode.receiver.received[0]?.event.id);
  });

  test("is told when its key is wrong", async () => {
    const asked = promisify(execFile)(program, ["--api-base", apiBase(), "listen", "--print-secret"], {
      env: { ...env, STRIPE_API_KEY: "sk_test_somebody_elses" },
    });
    await expect(asked).rejects.toThrow("Invalid API Key provided");
  });
});

describe("the WebSocket", () => {
  type Frame = { webhook_conversation_id: string; event_payload: string; endpoint: { api_version: string | null } };

  const openSession = async () => {
    const answer = await fetch(`${mode.url}/v1/stripecli/sessions`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys.secretKey}` },
      body: new URLSearchParams({
        device_name: "test",
        "websocket_features[]": "webhooks",
        forward_to_url: "http://x",
      }),
    });
    return await answer.json();
  };

  /** A connection that acknowledges what it gets, and what it got. */
  async function connect(session: { websocket_url: string; websocket_id: string }) {
    const socket = new WebSocket(session.websocket_url, "stripecli-devproxy-v1", {
      headers: { "Websocket-Id": session.websocket_id },
    });
    const heard: Stripe.Event[] = [];
    const listening: (() => void)[] = [];
    socket.on("message", (data) => {
      const frame: Frame = JSON.parse(String(data));
      if (frame.endpoint.api_version === null) heard.push(JSON.parse(frame.event_payload));
      const { webhook_conversation_id } = frame;
      socket.send(JSON.stringify({ type: "event_ack", webhook_conversation_id, event_token: "we" }));
      for (const tell of listening) tell();
    });
    await once(socket, "open");
    const until = (condition: () => boolean) =>
      new Promise<void>((resolve) => {
        const check = () => condition() && resolve();
        listening.push(check);
        check();
      });
    const close = async (reason: string) => {
      socket.close(1000, reason);
      await once(socket, "close");
    };
    return { socket, heard, until, close };
  }

  test("keeps what is owed while the command line resets its connection", async () => {
    const session = await openSession();
    const first = await connect(session);
    await create();
    await first.until(() => first.heard.length === 1);
    await first.close("Resetting the connection");
    await create();
    await advance(0);
    expect((await deliveries()).map(({ delivered }) => delivered)).toEqual([true, false]);

    const second = await connect(session);
    await advance(60);
    await second.until(() => second.heard.length === 1);
    expect(await pending()).toEqual([0, 0]);
    await second.close("Connection Done");
  });

  test("owes nothing to a command line that ended, and knows its session no more", async () => {
    const session = await openSession();
    const first = await connect(session);
    await first.close("Connection Done");
    await create();
    await advance(60);
    expect([await pending(), await deliveries()]).toEqual([[0], []]);

    const again = new WebSocket(session.websocket_url, { headers: { "Websocket-Id": session.websocket_id } });
    const [, response] = await once(again, "unexpected-response");
    let body = "";
    for await (const chunk of response) body += chunk;
    expect([response.statusCode, JSON.parse(body).error.message]).toEqual([404, "Unknown WebSocket ID."]);
  });

  test("answers pings, and passes over what it does not understand", async () => {
    const { socket, heard, until, close } = await connect(await openSession());
    for (const nonsense of ["{", "null", '{"type":"webhook_response"}', '{"type":"event_ack"}']) socket.send(nonsense);
    socket.ping();
    await once(socket, "pong");
    await create();
    await until(() => heard.length === 1);
    await close("Connection Done");
  });

  test("is one destination among others", async () => {
    const receiver = await startReceiver();
    await mode.stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ["*"] });
    const { heard, until, close } = await connect(await openSession());
    await create();
    await until(() => heard.length === 1);
    await receiver.until(() => true);
    expect(heard[0]?.pending_webhooks).toBe(2);
    await advance(0);
    expect(await pending()).toEqual([0]);
    await close("Connection Done");
    receiver.close();
  });
});
