import http from "node:http";
import type { AddressInfo } from "node:net";
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
  endpointId: string;
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
  const { now } = await mode.control<{ now: number }>("POST", "/clock", { advanceSeconds: 86400 * 30 });
  await create();
  const { body, signature } = await mode.receiver.until(ofType("created"));
  Stripe.webhooks.constructEvent(body, signature, webhookSecret);
  // The SDK passes timestamps of the future.
  expect(Number(/t=(\d+)/.exec(signature)?.[1])).toBeLessThan(now - 86400 * 29);
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

test("an event of more than 30 days ago is gone: not retrieved, sent again, or the cursor of a list", async () => {
  await create();
  const [old = ""] = (await mode.stripe.events.list()).data.map(({ id }) => id);
  await mode.control("POST", "/clock", { advanceSeconds: 31 * 86400 });
  await create();
  const [recent = ""] = (await mode.stripe.events.list()).data.map(({ id }) => id);

  const gone = { code: "resource_missing", message: `No such event: '${old}'` };
  expect(await mode.refusal(mode.stripe.events.retrieve(old))).toMatchObject({ ...gone, statusCode: 404 });
  const resend = mode.stripe.rawRequest("POST", `/v1/events/${old}/retry`, {});
  expect(await mode.refusal(resend)).toMatchObject({ ...gone, statusCode: 404 });
  for (const param of ["starting_after", "ending_before"]) {
    const refusal = await mode.refusal(mode.stripe.events.list({ [param]: old }));
    expect(refusal).toMatchObject({ ...gone, statusCode: 400, param });
    expect((await mode.stripe.events.list({ [param]: recent })).data).toEqual([]);
  }
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

const advance = (seconds: number) => mode.control("POST", "/clock", { advanceSeconds: seconds });
const other = "customer.created";

test("an endpoint shows what it was given, its secret only once, and can be changed", async () => {
  const given = {
    url: "https://example.test/hook",
    enabled_events: ["customer.created", "identity.verification_session.redacted"],
    api_version: "2025-03-31.basil",
    description: "Mine",
    metadata: { team: "risk" },
    connect: true,
  } satisfies Stripe.WebhookEndpointCreateParams;
  const { secret, ...created } = await mode.stripe.webhookEndpoints.create(given);
  const { connect: _, ...shown } = given;
  expect(secret).toMatch(/^whsec_\w{32,}$/);
  expect(created).toMatchObject({ ...shown, object: "webhook_endpoint", status: "enabled" });
  // Nothing else shows that it is one for connected accounts.
  expect(created.application).toMatch(/^ca_/);
  const retrieved = { ...(await mode.stripe.webhookEndpoints.retrieve(created.id)) };
  expect(retrieved).toEqual({ ...created });
  expect((await mode.stripe.webhookEndpoints.list()).data[0]).toEqual(created);

  const changes = { url: "https://example.test/new", enabled_events: ["*"], description: "", metadata: { team: "" } };
  const changed = { ...created, ...changes, description: null, metadata: {}, status: "disabled" };
  const update = { ...changes, disabled: true, enabled_events: ["*" as const] };
  expect(await mode.stripe.webhookEndpoints.update(created.id, update)).toMatchObject(changed);
  expect((await mode.stripe.webhookEndpoints.update(created.id, { disabled: false })).status).toBe("enabled");
});

test.each([
  [{ enabled_events: ["*"] }, "url", "parameter_missing"],
  [{ url: "https://example.test" }, "enabled_events", "parameter_missing"],
  [{ url: "example.test", enabled_events: ["*"] }, "url", "url_invalid"],
  [{ url: "https://example.test", enabled_events: ["*", "identity.unheard_of"] }, "enabled_events[1]", undefined],
  [{ url: "https://example.test", enabled_events: ["*"], api_version: "yesterday" }, "api_version", undefined],
])("an endpoint that cannot be is refused: %j", async (parameters, param, code) => {
  const error = await mode.refusal(mode.stripe.rawRequest("POST", "/v1/webhook_endpoints", parameters));
  expect(error).toMatchObject({ statusCode: 400, param, code });
});

test("there are at most 16 endpoints", async () => {
  const make = () => mode.stripe.webhookEndpoints.create({ url: "http://127.0.0.1:9/", enabled_events: [other] });
  // One is there from the start.
  for (let count = 1; count < 16; count += 1) await make();
  expect((await mode.refusal(make())).statusCode).toBe(400);
  const [newest] = (await mode.stripe.webhookEndpoints.list()).data;
  await mode.stripe.webhookEndpoints.del(newest?.id ?? "");
  await make();
});

test("while a secret is rolled both sign, the new one first; then the old one no longer does", async () => {
  const [endpoint] = (await mode.stripe.webhookEndpoints.list()).data;
  const roll = (body: object) =>
    mode.control<{ secret: string }>("POST", `/webhook_endpoints/${endpoint?.id}/roll`, body);
  const { secret } = await roll({ expiresInSeconds: 3600 });
  const sent = async () => {
    const { id } = await create();
    return mode.receiver.until(({ event }) => "id" in event.data.object && event.data.object.id === id);
  };
  const accepts = ({ body, signature }: { body: string; signature: string }, key: string) => {
    try {
      return Stripe.webhooks.constructEvent(body, signature, key) !== null;
    } catch {
      return false;
    }
  };
  const during = await sent();
  expect(during.signature.match(/v1=/g)).toHaveLength(2);
  expect([accepts(during, secret), accepts(during, webhookSecret)]).toEqual([true, true]);
  await advance(3600);
  const after = await sent();
  expect(after.signature.match(/v1=/g)).toHaveLength(1);
  expect([accepts(after, secret), accepts(after, webhookSecret)]).toEqual([true, false]);

  await roll({});
  expect(accepts(await sent(), secret)).toBe(false);
  await expect(roll({ expiresInSeconds: 86_401 })).rejects.toThrow("86400");
});

test("retries run on the emulator's clock: those due in a leap are made before it is answered", async () => {
  await mode.close();
  mode = await startTestMode({ webhookRetrySeconds: [60, 600, 6000] });
  mode.receiver.answers = [500];
  await create();
  const { event } = await mode.receiver.until(ofType("created"));
  const attempts = () => mode.receiver.received.length;
  await advance(59);
  expect(attempts()).toBe(1);
  await advance(1);
  expect(attempts()).toBe(2);
  await advance(86_400);
  expect(attempts()).toBe(4);
  expect((await mode.stripe.events.retrieve(event.id)).pending_webhooks).toBe(1);
  for (const { body, signature } of mode.receiver.received) {
    Stripe.webhooks.constructEvent(body, signature, webhookSecret);
  }
  await advance(86_400);
  expect(attempts()).toBe(4);
});

test("what a scheduled happening sends has arrived when the clock's move is answered", async () => {
  const { id } = await create();
  await mode.submit(id, "verified", { delaySeconds: 600 });
  await advance(600);
  expect(mode.receiver.received.some(ofType("verified"))).toBe(true);
});

test.each([
  ["disabled", 500],
  ["deleted", 500],
  ["disabled", 0],
  ["deleted", 0],
])(
  "an endpoint that is %s after an answer of %d, or before there is any, gets no further retries",
  async (how, answer) => {
    await mode.close();
    mode = await startTestMode({ webhookRetrySeconds: [60], webhookTimeoutSeconds: 0.5 });
    mode.receiver.answers = [answer];
    await create();
    const { event } = await mode.receiver.until(ofType("created"));
    const [endpoint] = (await mode.stripe.webhookEndpoints.list()).data;
    if (how === "deleted") await mode.stripe.webhookEndpoints.del(endpoint?.id ?? "");
    else await mode.stripe.webhookEndpoints.update(endpoint?.id ?? "", { disabled: true });
    await advance(600);
    if (how === "disabled") await mode.stripe.webhookEndpoints.update(endpoint?.id ?? "", { disabled: false });
    await advance(600);
    expect(await deliveries(event.id)).toHaveLength(1);
  },
);

test("pending_webhooks counts down from endpoint to endpoint", async () => {
  await mode.close();
  mode = await startTestMode({ webhookRetrySeconds: [60] });
  mode.receiver.answers = [500, 200];
  const second = await startReceiver();
  await mode.stripe.webhookEndpoints.create({ url: second.url, enabled_events: ["*"] });
  await create();
  const { event } = await mode.receiver.until(ofType("created"));
  expect(event.pending_webhooks).toBe(2);
  await second.until(ofType("created"));
  await advance(0);
  expect((await mode.stripe.events.retrieve(event.id)).pending_webhooks).toBe(1);
  await advance(60);
  expect(mode.receiver.received.at(-1)?.event.pending_webhooks).toBe(1);
  expect((await mode.stripe.events.retrieve(event.id)).pending_webhooks).toBe(0);
  second.close();
});

test("no answer within the limit is a failure", async () => {
  await mode.close();
  // The second is answered well within it on a busy machine, too.
  mode = await startTestMode({ webhookRetrySeconds: [60], webhookTimeoutSeconds: 2 });
  mode.receiver.answers = [0, 200];
  await create();
  const { event } = await mode.receiver.until(ofType("created"));
  await advance(60);
  expect(await deliveries(event.id)).toMatchObject([
    { status: null, error: "timeout", delivered: false },
    { status: 200, error: null, delivered: true },
  ]);
});

test("a redirect is a failure and is not followed", async () => {
  const elsewhere = await startReceiver();
  const redirecting = http.createServer((_, response) => {
    response.writeHead(307, { location: elsewhere.url }).end();
  });
  await new Promise<void>((resolve) => redirecting.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has an AddressInfo.
  const { port } = redirecting.address() as AddressInfo;
  await mode.stripe.webhookEndpoints.create({ url: `http://127.0.0.1:${port}`, enabled_events: ["*"] });
  await create();
  const { event } = await mode.receiver.until(ofType("created"));
  await advance(1);
  const log = (await deliveries(event.id)).filter(({ status }) => status !== 200);
  expect(log).toMatchObject([307, 307, 307, 307].map((status) => ({ status, delivered: false })));
  expect(elsewhere.received).toEqual([]);
  redirecting.close();
  elsewhere.close();
});

test("a webhook names itself as Stripe's do, and its endpoint's version if it has one", async () => {
  const second = await startReceiver();
  const api_version = "2025-03-31.basil";
  await mode.stripe.webhookEndpoints.create({ url: second.url, enabled_events: ["*"], api_version });
  await create();
  const { headers, event } = await mode.receiver.until(ofType("created"));
  expect(headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
  });
  expect((await second.until(ofType("created"))).event.api_version).toBe(api_version);
  expect(event.api_version).toBe((await mode.stripe.events.retrieve(event.id)).api_version);
  second.close();
});

test("events list by created, and at most 20 types; one of 31 days ago is gone", async () => {
  await create();
  const { event } = await mode.receiver.until(ofType("created"));
  const count = async (parameters: Stripe.EventListParams) => (await mode.stripe.events.list(parameters)).data.length;
  await advance(100);
  await create();
  expect(await count({ created: { gt: event.created } })).toBe(1);
  expect(await count({ created: event.created })).toBe(1);
  expect(await count({ type: "identity.verification_sessio?.created" })).toBe(0);
  expect((await mode.refusal(count({ types: Array(21).fill(other) }))).param).toBe("types");
  await advance(31 * 86_400);
  expect((await mode.refusal(mode.stripe.events.retrieve(event.id))).statusCode).toBe(404);
});

test("an event is sent again to one endpoint by the call that the official command line makes", async () => {
  const second = await startReceiver();
  const endpoint = await mode.stripe.webhookEndpoints.create({ url: second.url, enabled_events: ["*"] });
  await create();
  const { event } = await mode.receiver.until(ofType("created"));
  await second.until(ofType("created"));
  const resend = (parameters: object) => mode.stripe.rawRequest("POST", `/v1/events/${event.id}/retry`, parameters);
  await resend({ webhook_endpoint: endpoint.id });
  await second.until(() => second.received.length === 2);
  expect(mode.receiver.received).toHaveLength(1);
  expect((await mode.refusal(resend({ webhook_endpoint: "we_none" }))).code).toBe("resource_missing");
  second.close();
});

test("changes of customers are told too, with what was there before", async () => {
  const second = await startReceiver();
  await mode.stripe.webhookEndpoints.create({ url: second.url, enabled_events: ["*"] });
  const customer = await mode.stripe.customers.create({ name: "Ada Example" });
  await mode.stripe.customers.update(customer.id, { name: "Ada Sample" });
  await mode.stripe.customers.del(customer.id);
  await second.until(() => second.received.length === 3);
  const told = second.received.map(({ event }) => [event.type, event.data.previous_attributes]);
  expect(Object.fromEntries(told)).toMatchObject({
    "customer.created": undefined,
    "customer.updated": { name: "Ada Example" },
    "customer.deleted": undefined,
  });
  second.close();
});
