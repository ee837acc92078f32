import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startReceiver, startTestMode, type TestMode, webhookSecret } from "./harness.ts";

let mode: TestMode;
beforeEach(async () => {
  mode = await startTestMode();
});
afterEach(() => mode.close());

const create = () => mode.stripe.identity.verificationSessions.create({ type: "document" });
const ofType = (type: string) => (received: { event: Stripe.Event }) =>
  received.event.type === `identity.verification_session.${type}`;

type Delivery = {
  eventId: string;
  attempt: number;
  cause: string;
  status: number | null;
  delivered: boolean;
  error: string | null;
};
const deliveries = async (eventId: string) =>
  (await mode.control<{ deliveries: Delivery[] }>("GET", `/deliveries?eventId=${eventId}`)).deliveries;

test("the SDK accepts the signature over the body as sent, and not over the body parsed and written again", async () => {
  await create();
  const { body, signature, event } = await mode.receiver.until(ofType("created"));
  expect(Stripe.webhooks.constructEvent(body, signature, webhookSecret).id).toBe(event.id);
  expect(signature).toMatch(/^t=\d+,v1=[0-9a-f]{64},v0=[0-9a-f]{64}$/);
  expect(() => Stripe.webhooks.constructEvent(JSON.stringify(event), signature, webhookSecret)).toThrow();
});

test("signatures carry real time wherever the emulator's clock is", async () => {
  await mode.control("POST", "/clock", { advanceSeconds: 86400 * 30 });
  await create();
  const { body, signature } = await mode.receiver.until(ofType("created"));
  Stripe.webhooks.constructEvent(body, signature, webhookSecret);
});

test("a snapshot holds neither secrets nor what expand reveals, and never changes", async () => {
  const session = await create();
  await mode.submit(session.id, "verified");
  const { event } = await mode.receiver.until(ofType("verified"));
  expect(event.data.object).toMatchObject({ id: session.id, status: "verified", client_secret: null, url: null });
  expect(event.data.object).not.toHaveProperty("verified_outputs");
  expect(event.data.object).not.toHaveProperty("provided_details");
  const created = await mode.receiver.until(ofType("created"));
  expect((await mode.stripe.events.retrieve(created.event.id)).data.object).toEqual(created.event.data.object);
});

test("an event names the request that caused it, and none if nobody called", async () => {
  const session = await mode.stripe.identity.verificationSessions.create(
    { type: "document" },
    { idempotencyKey: "mine" },
  );
  const created = await mode.receiver.until(ofType("created"));
  expect(created.event.request).toEqual({ id: session.lastResponse.requestId, idempotency_key: "mine" });
  await mode.submit(session.id, "verified");
  const verified = await mode.receiver.until(ofType("verified"));
  expect(verified.event.request).toEqual({ id: null, idempotency_key: null });
});

test("whatever is not 2xx is tried again with a fresh signature until it is", async () => {
  mode.receiver.answers = [500, 302, 200];
  const { id } = await create();
  const attempts = () =>
    mode.receiver.received.filter(({ event }) => "id" in event.data.object && event.data.object.id === id);
  await mode.receiver.until(() => attempts().length === 3);
  const [first] = attempts();
  // The third answer is on its way back; a resend is logged after it.
  await mode.control("POST", `/deliveries/${first?.event.id}/resend`);
  const log = await deliveries(first?.event.id ?? "");
  expect(log.map(({ status, cause }) => [status, cause])).toEqual([
    [500, "first"],
    [302, "retry"],
    [200, "retry"],
    [200, "resend"],
  ]);
  expect((await mode.stripe.events.retrieve(first?.event.id ?? "")).pending_webhooks).toBe(0);
});

test("after the last retry the event is undelivered, until a resend succeeds", async () => {
  mode.receiver.answers = [500, 500, 500, 500, 200];
  await create();
  await mode.receiver.until(() => mode.receiver.received.length === 4);
  const [{ id } = { id: "" }] = (await mode.stripe.events.list({ delivery_success: false })).data;
  expect((await mode.stripe.events.retrieve(id)).pending_webhooks).toBe(1);
  await mode.control("POST", `/deliveries/${id}/resend`);
  expect((await mode.stripe.events.list({ delivery_success: false })).data).toEqual([]);
  expect((await mode.stripe.events.list({ delivery_success: true })).data.map((event) => event.id)).toEqual([id]);
});

test("events list by type, by wildcard, by several types, and for 30 days", async () => {
  const { id } = await create();
  await mode.submit(id, "verified");
  const count = async (parameters: Stripe.EventListParams) => (await mode.stripe.events.list(parameters)).data.length;
  expect(await count({ type: "identity.verification_session.verified" })).toBe(1);
  expect(await count({ type: "identity.*" })).toBe(3);
  expect(
    await count({ types: ["identity.verification_session.verified", "identity.verification_session.created"] }),
  ).toBe(2);
  expect(
    (await mode.refusal(count({ type: "identity.*", types: ["identity.verification_session.created"] }))).code,
  ).toBe("parameters_exclusive");
  await mode.control("POST", "/clock", { advanceSeconds: 31 * 86400 });
  expect(await count({})).toBe(0);
});

test("an endpoint made through the API signs with its own secret; * leaves out redacted; deleted means no more", async () => {
  const other = await startReceiver();
  const endpoint = await mode.stripe.webhookEndpoints.create({ url: other.url, enabled_events: ["*"] });
  expect(endpoint.secret).toMatch(/^whsec_/);
  expect(await mode.stripe.webhookEndpoints.retrieve(endpoint.id)).not.toHaveProperty("secret");

  const { id } = await create();
  const { body, signature } = await other.until(ofType("created"));
  Stripe.webhooks.constructEvent(body, signature, endpoint.secret ?? "");

  await mode.stripe.identity.verificationSessions.redact(id);
  await mode.control("POST", "/clock", { advanceSeconds: 60 });
  await mode.receiver.until(ofType("redacted"));
  await create();
  await other.until(
    ({ event }) => ofType("created")({ event }) && "id" in event.data.object && event.data.object.id !== id,
  );
  expect(other.received.some(ofType("redacted"))).toBe(false);

  await mode.stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
  expect((await mode.stripe.webhookEndpoints.list()).data).toHaveLength(2);
  expect(await mode.stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ id: endpoint.id, deleted: true });
  expect((await mode.stripe.webhookEndpoints.list()).data).toHaveLength(1);
  other.close();
});
