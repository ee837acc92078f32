import http from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Faults } from "../src/faults/faults.ts";
import { clientFor, keys, startTestMode, type TestMode, webhookSecret } from "./harness.ts";

let mode: TestMode;
beforeEach(async () => {
  mode = await startTestMode();
});
afterEach(() => mode.close());

const path = "/v1/identity/verification_sessions";
const create = (key = "key") =>
  mode.stripe.identity.verificationSessions.create({ type: "document" }, { idempotencyKey: key });
const count = async () => (await mode.stripe.identity.verificationSessions.list({ limit: 100 })).data.length;
const fault = (body: Record<string, unknown>) => mode.control("POST", "/faults", body);

test.each([
  [400, "StripeInvalidRequestError"],
  [401, "StripeAuthenticationError"],
  [403, "StripePermissionError"],
  [404, "StripeInvalidRequestError"],
  [409, "StripeAPIError"],
  [429, "StripeRateLimitError"],
  [500, "StripeAPIError"],
  [502, "StripeAPIError"],
  [503, "StripeAPIError"],
])("a status fault answers %d without effect", async (status, type) => {
  await fault({ target: "api", kind: "status", status, method: "POST", count: 1 });
  expect(await mode.refusal(create())).toMatchObject({ statusCode: status, type, requestId: expect.any(String) });
  expect(await count()).toBe(0);
  await create();
});

test("Stripe-Should-Retry decides whether the SDK tries again, whatever the status", async () => {
  const create = () => mode.stripe.identity.verificationSessions.create({ type: "document" }, { maxNetworkRetries: 1 });
  await fault({ target: "api", kind: "status", status: 500, shouldRetry: false, count: 1 });
  expect(await mode.refusal(create())).toMatchObject({ statusCode: 500, headers: { "stripe-should-retry": "false" } });
  await fault({ target: "api", kind: "status", status: 429, shouldRetry: true, count: 1 });
  await create();
  const { requests } = await mode.control<{ requests: { status: number }[] }>("GET", "/requests");
  expect(requests.map(({ status }) => status)).toEqual([500, 429, 200]);
});

test("latency comes before the effect and holds the idempotency key", async () => {
  await fault({ target: "api", kind: "latency", delaySeconds: 2, count: 1 });
  const slow = create("same");
  // The second request waits for the first to be in the log of faults, not for time to pass.
  await expect
    .poll(async () => (await mode.control<{ faults: { hits: number }[] }>("GET", "/faults")).faults[0]?.hits)
    .toBe(1);
  expect((await mode.refusal(create("same"))).code).toBe("idempotency_key_in_use");
  await slow;
  expect(await count()).toBe(1);
});

test("garbage is an effect whose answer is no JSON, found again by its key", async () => {
  await fault({ target: "api", kind: "garbage", path, method: "POST", count: 1 });
  expect((await mode.refusal(create("garbled"))).message).toContain("Invalid JSON");
  expect(await count()).toBe(1);
  await create("garbled");
  expect(await count()).toBe(1);
});

test("waiting times are drawn from the seed: equal seeds wait equally, each within its bounds", () => {
  const pauses = (seed: number) => {
    const faults = new Faults();
    faults.add({ target: "api", kind: "latency", delaySeconds: 1, spreadSeconds: 2, probability: 1, seed });
    return Array.from({ length: 50 }, () => faults.forRequest("GET", "/v1/events")?.pauseMs ?? 0);
  };
  const drawn = pauses(7);
  expect(pauses(7)).toEqual(drawn);
  expect(pauses(8)).not.toEqual(drawn);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...drawn)).toBeLessThan(3000);
  expect(new Set(drawn).size).toBe(50);
});

test("faults of one seed hit different calls each", () => {
  const faults = new Faults();
  const paths = ["/v1/accounts", "/v1/files"];
  for (const each of paths) faults.add({ target: "api", kind: "status", path: each, probability: 0.5, seed: 7 });
  const hitsOf = (each: string) => Array.from({ length: 50 }, () => faults.forRequest("POST", each) !== null);
  const [accounts, files] = paths.map(hitsOf);
  expect(accounts).not.toEqual(files);
});

test("a cut before is no effect; a cut after is an effect whose answer was lost, found again by its key", async () => {
  await fault({ target: "api", kind: "cut_before", path, method: "POST", count: 2 });
  expect((await mode.refusal(create("before"))).type).toBe("StripeConnectionError");
  await mode.control("DELETE", "/faults");
  expect(await count()).toBe(0);

  await fault({ target: "api", kind: "cut_after", path, method: "POST", count: 2 });
  expect((await mode.refusal(create("after"))).type).toBe("StripeConnectionError");
  await mode.control("DELETE", "/faults");
  expect(await count()).toBe(1);
  await create("after");
  expect(await count()).toBe(1);
});

test("a hang answers nothing while others are served", async () => {
  await fault({ target: "api", kind: "hang", path: `${path}/*`, count: 1 });
  const { id } = await create();
  const hurried = mode.stripe.identity.verificationSessions.retrieve(id, {}, { timeout: 100 });
  expect((await mode.refusal(hurried)).type).toBe("StripeConnectionError");
  expect((await mode.stripe.identity.verificationSessions.retrieve(id)).id).toBe(id);
});

test("equal seeds hit the same requests", async () => {
  const pattern = async () => {
    await mode.control("DELETE", "/faults");
    await fault({ target: "api", kind: "status", status: 500, probability: 0.5, seed: 42 });
    const hits: boolean[] = [];
    for (let index = 0; index < 20; index += 1) {
      hits.push(
        await mode.stripe.events.list().then(
          () => false,
          () => true,
        ),
      );
    }
    return hits;
  };
  const first = await pattern();
  expect(await pattern()).toEqual(first);
  expect(new Set(first).size).toBe(2);
});

test.each([
  [{ target: "api", kind: "explode" }, "kind must be one of"],
  [{ target: "moon", kind: "hang" }, "target must be"],
  [{ target: "api", kind: "hang", colour: "red" }, "Unknown property: colour"],
  [{ target: "api", kind: "hang", count: 1.5 }, "count must be a whole number"],
  [{ target: "api", kind: "hang", seed: 0.5 }, "seed must be a whole number"],
  [{ target: "api", kind: "status", status: 500.5 }, "status must be a whole number"],
  [{ target: "webhooks", kind: "duplicate", times: 2.5 }, "times must be a whole number"],
  [{ target: "api", kind: "hang", probability: "0.5" }, "probability must be a number"],
])("a fault that is not understood is explained, and none is set: %j", async (body, explanation) => {
  await expect(fault(body)).rejects.toThrow(explanation);
  expect(await mode.control("GET", "/faults")).toEqual({ faults: [] });
});

const optionalOfFaults = [
  ...["probability", "count", "seed", "path", "method", "type", "status", "shouldRetry", "delaySeconds"],
  ...["spreadSeconds", "times", "perSecond", "ageSeconds"],
];

test.each([{}, { probability: 0.5 }, { count: 3 }, { probability: 0.5, count: 3 }])(
  "a property of a fault that is null is as good as left out, beside %j",
  async (given) => {
    const left = { target: "api", kind: "latency", ...given };
    const nulls = Object.fromEntries(optionalOfFaults.map((name) => [name, null]));
    expect(await fault({ ...nulls, ...left })).toEqual(await fault(left));
  },
);

test("the request log tells what was called and what hit it, without parameters", async () => {
  await fault({ target: "api", kind: "status", status: 500, count: 1 });
  await mode.refusal(create("logged"));
  await create("logged");
  const { requests } = await mode.control<{ requests: Record<string, unknown>[] }>("GET", "/requests");
  expect(requests).toMatchObject([
    { method: "POST", path, status: 500, idempotencyKey: "logged", fault: "status" },
    { method: "POST", path, status: 200, idempotencyKey: "logged", fault: null },
  ]);
  expect(JSON.stringify(requests)).not.toContain("document");
});

const typesOf = (id: string) =>
  mode.receiver.received
    .filter(({ event }) => "id" in event.data.object && event.data.object.id === id)
    .map(({ event }) => event.type.split(".").at(-1));
const arrived = (type: string) =>
  mode.receiver.until(({ event }: { event: Stripe.Event }) => event.type === `identity.verification_session.${type}`);

test("a dropped webhook never arrives and counts as undelivered", async () => {
  await fault({ target: "webhooks", kind: "drop", type: "identity.verification_session.processing" });
  const { id } = await create();
  await mode.submit(id, "verified");
  await arrived("verified");
  expect(typesOf(id)).toEqual(["created", "verified"]);
  const { data } = await mode.stripe.events.list({ delivery_success: false, type: "*.processing" });
  expect(data).toHaveLength(1);
});

test("a duplicated webhook arrives twice under one id", async () => {
  await fault({ target: "webhooks", kind: "duplicate", count: 1 });
  await create();
  await mode.receiver.until(() => mode.receiver.received.length === 2);
  const [first, second] = mode.receiver.received;
  expect(second?.event.id).toBe(first?.event.id);
});

test("a delayed webhook is overtaken", async () => {
  await fault({ target: "webhooks", kind: "delay", delaySeconds: 0.2, type: "identity.verification_session.created" });
  const { id } = await create();
  await mode.submit(id, "verified");
  await arrived("created");
  expect(typesOf(id)).toEqual(["processing", "verified", "created"]);
});

test("reordered webhooks all arrive", async () => {
  await fault({ target: "webhooks", kind: "reorder", delaySeconds: 0.1, probability: 1, seed: 7 });
  for (let index = 0; index < 5; index += 1) await create(`session ${index}`);
  await mode.receiver.until(() => mode.receiver.received.length === 5);
  expect(new Set(mode.receiver.received.map(({ event }) => event.id)).size).toBe(5);
});

test("the SDK's own retry rides out a cut connection with one session made", async () => {
  await fault({ target: "api", kind: "cut_after", path, method: "POST", count: 1 });
  const client = clientFor(mode.url, keys.secretKey);
  await client.identity.verificationSessions.create({ type: "document" }, { maxNetworkRetries: 2 });
  expect(await count()).toBe(1);
});

type Delivery = {
  eventId: string;
  cause: string;
  fault: string | null;
  status: number | null;
  delivered: boolean;
  error: string | null;
};
const deliveries = async () => (await mode.control<{ deliveries: Delivery[] }>("GET", "/deliveries")).deliveries;
/** Makes what is due happen: retries after nothing, here. */
const settle = () => mode.control("POST", "/clock", { advanceSeconds: 1 });

/** An endpoint that keeps the bytes it got, in the pieces in which they came. */
async function startRawReceiver() {
  const bodies: string[] = [];
  const pieces: number[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks).toString());
      pieces.push(chunks.length);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  await mode.stripe.webhookEndpoints.create({ url: `http://127.0.0.1:${port}`, enabled_events: ["*"] });
  return { bodies, pieces, close: () => server.close() };
}

test("a webhook can be sent any number of times", async () => {
  await fault({ target: "webhooks", kind: "duplicate", times: 5 });
  await create();
  await settle();
  expect(mode.receiver.received).toHaveLength(5);
  expect(new Set(mode.receiver.received.map(({ event }) => event.id)).size).toBe(1);
  const causes = (await deliveries()).map(({ cause, fault }) => `${cause} ${fault}`);
  expect(causes.sort()).toEqual([...Array(4).fill("duplicate duplicate"), "first duplicate"]);
});

test("a wrong signature is refused by the SDK; the retry is right", async () => {
  mode.receiver.answers = [400, 200];
  await fault({ target: "webhooks", kind: "wrong_signature" });
  await create();
  await settle();
  const [wrong, right] = mode.receiver.received;
  const check = (received = wrong) =>
    Stripe.webhooks.constructEvent(received?.body ?? "", received?.signature ?? "", webhookSecret);
  expect(() => check(wrong)).toThrow("No signatures found matching");
  check(right);
  expect(await deliveries()).toMatchObject([
    { fault: "wrong_signature", status: 400, delivered: false },
    { fault: null, status: 200, delivered: true },
  ]);
});

test("an old timestamp is signed rightly, and refused for its age", async () => {
  await fault({ target: "webhooks", kind: "old_timestamp", ageSeconds: 301 });
  await create();
  await settle();
  const [{ body, signature } = { body: "", signature: "" }] = mode.receiver.received;
  expect(() => Stripe.webhooks.constructEvent(body, signature, webhookSecret)).toThrow("Timestamp outside");
  Stripe.webhooks.constructEvent(body, signature, webhookSecret, 3600);
});

test("a truncated body is the beginning of the whole one", async () => {
  await mode.close();
  mode = await startTestMode({ webhookUrls: [] });
  const raw = await startRawReceiver();
  await fault({ target: "webhooks", kind: "truncated_body" });
  await create();
  await settle();
  expect(raw.bodies).toHaveLength(1);
  expect(raw.bodies[0]).toMatch(/^\{\n {2}"id": "evt_/);
  expect(() => JSON.parse(raw.bodies[0] ?? "")).toThrow();
  raw.close();
});

test("a slow body comes whole, in pieces", async () => {
  const raw = await startRawReceiver();
  await fault({ target: "webhooks", kind: "slow_body", delaySeconds: 0.2, probability: 1 });
  await create();
  await settle();
  const [{ body } = { body: "" }] = mode.receiver.received;
  expect(raw.pieces[0]).toBeGreaterThan(1);
  expect(JSON.parse(raw.bodies[0] ?? "")).toEqual(JSON.parse(body));
  raw.close();
});

test("a connection cut before the answer, or after it, is a failure to Stripe and tried again", async () => {
  await fault({ target: "webhooks", kind: "cut_before", count: 1 });
  await create("first");
  await settle();
  await fault({ target: "webhooks", kind: "cut_after", count: 1 });
  await create("second");
  await settle();
  expect(await deliveries()).toMatchObject([
    { fault: "cut_before", status: null, error: "cut before the answer", delivered: false },
    { cause: "retry", fault: null, status: 200, delivered: true },
    { fault: "cut_after", status: null, error: "cut after the answer, which was 200", delivered: false },
    { cause: "retry", fault: null, status: 200, delivered: true },
  ]);
});

test("a storm sends earlier events again, the same ones for the same seed, and is over after so many", async () => {
  const storm = async () => {
    await mode.control("POST", "/reset");
    mode.receiver.received.length = 0;
    for (const key of ["a", "b", "c"]) await create(key);
    await settle();
    await fault({ target: "webhooks", kind: "storm", times: 20, perSecond: 500, seed: 3, count: 1 });
    await create("d");
    await expect.poll(async () => (await deliveries()).filter(({ cause }) => cause === "storm").length).toBe(20);
    const ids = mode.receiver.received.map(({ event }) => event.id);
    const order = [...new Set(ids.slice(0, 4))];
    return ids
      .slice(4)
      .map((id) => order.indexOf(id))
      .sort();
  };
  const first = await storm();
  expect(first).toHaveLength(20);
  expect(new Set(first).size).toBeGreaterThan(1);
  expect(await storm()).toEqual(first);
});

test("a storm ends with its fault", () => {
  const faults = new Faults();
  faults.add({ target: "webhooks", kind: "storm" });
  const hit = faults.forWebhook("customer.created");
  expect(hit?.isOver()).toBe(false);
  faults.clear();
  expect(hit?.isOver()).toBe(true);
});

test("two runs with one seed hit the same webhooks and the same requests", async () => {
  const run = async () => {
    await mode.control("POST", "/reset");
    await fault({ target: "webhooks", kind: "drop", probability: 0.4, seed: 11 });
    await fault({ target: "api", kind: "cut_after", path, method: "POST", probability: 0.4, seed: 12 });
    const headers = { authorization: `Bearer ${keys.secretKey}` };
    for (let index = 0; index < 20; index += 1) {
      await fetch(`${mode.url}${path}`, {
        method: "POST",
        headers,
        body: new URLSearchParams({ type: "document" }),
      }).catch(() => null);
    }
    await settle();
    const { requests } = await mode.control<{ requests: { fault: string | null }[] }>("GET", "/requests");
    const log = (await deliveries()).filter(({ cause }) => cause === "first").sort(byEvent(await eventIds()));
    return { requests: requests.map(({ fault }) => fault), webhooks: log.map(({ fault }) => fault) };
  };
  const eventIds = async () => {
    const events = await mode.stripe.events.list({ limit: 100 });
    return events.data.map(({ id }) => id);
  };
  const byEvent = (order: string[]) => (one: Delivery, other: Delivery) =>
    order.indexOf(one.eventId) - order.indexOf(other.eventId);
  const first = await run();
  expect(await run()).toEqual(first);
  expect(new Set(first.requests)).toEqual(new Set([null, "cut_after"]));
  expect(new Set(first.webhooks)).toEqual(new Set([null, "drop"]));
});

test("what a fault holds back is gone with the state it belonged to", async () => {
  // Longer than the calls up to the reset take on a busy machine: what comes before that was not held back for long enough.
  const hold = () => fault({ target: "webhooks", kind: "delay", delaySeconds: 2 });
  await hold();
  await create("old");
  await settle();
  await mode.control("POST", "/reset");
  await hold();
  const { id } = await create("new");
  await arrived("created");
  expect(mode.receiver.received.map(({ event }) => "id" in event.data.object && event.data.object.id)).toEqual([id]);
});

test("a leap of the clock ends although faults hold back more webhooks than are sent at once", async () => {
  const sessions = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`${index}`)));
  for (const { id } of sessions) await mode.submit(id, "verified", { delaySeconds: 600 });
  await settle();
  await fault({ target: "webhooks", kind: "delay", delaySeconds: 0.1, probability: 1 });
  await mode.control("POST", "/clock", { advanceSeconds: 600 });
  const { data } = await mode.stripe.events.list({ type: "identity.verification_session.verified", limit: 100 });
  for (const { id } of data) await mode.receiver.until(({ event }) => event.id === id);
  expect(data).toHaveLength(20);
});
