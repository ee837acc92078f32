import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clientFor, keys, startTestMode, type TestMode } from "./harness.ts";

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
  [429, "StripeRateLimitError"],
  [500, "StripeAPIError"],
  [503, "StripeAPIError"],
])("a status fault answers %d without effect", async (status, type) => {
  await fault({ target: "api", kind: "status", status, method: "POST", count: 1 });
  expect(await mode.refusal(create())).toMatchObject({ statusCode: status, type });
  expect(await count()).toBe(0);
  await create();
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
])("a fault that is not understood is explained: %j", async (body, explanation) => {
  await expect(fault(body)).rejects.toThrow(explanation);
});

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
