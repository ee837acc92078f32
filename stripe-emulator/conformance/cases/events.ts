import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startReceiver } from "../../test/harness.ts";
import { eventProblems } from "../openapi.ts";
import { control, emulatorOnly, expectInvalid, findings, refusalOf, stripe, submit, uniqueName } from "../target.ts";

const sessions = stripe.identity.verificationSessions;
const { events, webhookEndpoints } = stripe;
const hook = "https://northwind.example/hook";

describe("webhook endpoints", () => {
  test("show their secret once, and are retrieved, updated, listed and deleted", async () => {
    const created = await webhookEndpoints.create({
      url: hook,
      enabled_events: ["identity.verification_session.verified"],
      description: "Conformance",
      metadata: { why: "test" },
    });
    expect(created).toMatchObject({ object: "webhook_endpoint", url: hook, status: "enabled" });
    expect(created.secret).toMatch(/^whsec_/);

    const { secret: _, ...shown } = created;
    expect(await webhookEndpoints.retrieve(created.id)).toEqual(shown);
    const updated = await webhookEndpoints.update(created.id, {
      url: `${hook}/2`,
      enabled_events: ["*"],
      disabled: true,
      metadata: "",
    });
    expect(updated).toMatchObject({ url: `${hook}/2`, enabled_events: ["*"], status: "disabled", metadata: {} });
    expect((await webhookEndpoints.list({ limit: 100 })).data.map(({ id }) => id)).toContain(created.id);

    const deleted = { id: created.id, object: "webhook_endpoint", deleted: true };
    expect(await webhookEndpoints.del(created.id)).toEqual(deleted);
    await expectInvalid(webhookEndpoints.retrieve(created.id), {
      status: 404,
      code: "resource_missing",
      param: expect.any(String),
      message: new RegExp(`'${created.id}'`),
    });
  });

  test("want an event type that exists", async () => {
    const error = await refusalOf(
      stripe.rawRequest("POST", "/v1/webhook_endpoints", { url: hook, enabled_events: ["no.such.event"] }),
    );
    expect(error).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
  });
});

describe("events", () => {
  test("are listed by type, and retrieved", async () => {
    const { id } = await sessions.create({ type: "document", metadata: { user_id: "usr_42" } });
    await sessions.cancel(id);
    const types = ["identity.verification_session.created", "identity.verification_session.canceled"];
    const about = async (params: Stripe.EventListParams) => {
      const { data } = await events.list({ limit: 100, ...params });
      const snapshot = (event: Stripe.Event) => Object.entries(event.data.object);
      return data.filter((event) => snapshot(event).some(([name, value]) => name === "id" && value === id));
    };
    const both = await about({ types });
    expect(both.map(({ type }) => type)).toEqual(types.toReversed());
    expect((await about({ type: "identity.verification_session.*" })).map((event) => event.id)).toEqual(
      both.map((event) => event.id),
    );
    const [canceled] = await about({ type: "identity.verification_session.canceled" });
    expect(await events.retrieve(canceled?.id ?? "")).toMatchObject({
      data: { object: { id, status: "canceled", client_secret: null, url: null } },
      request: { id: expect.stringMatching(/^req_/), idempotency_key: expect.any(String) },
    });
    await expectInvalid(events.retrieve("evt_none"), {
      status: 404,
      code: "resource_missing",
      param: expect.any(String),
      message: /'evt_none'/,
    });
  });

  test("are listed by whether they were delivered", async () => {
    for (const delivery_success of [true, false]) await events.list({ delivery_success, limit: 1 });
  });

  emulatorOnly("are gone after 30 days", async () => {
    const { created } = await sessions.create({ type: "document" });
    const [event] = (await events.list({ created: { gte: created } })).data;
    await control("POST", "/clock", { advanceSeconds: 30 * 24 * 3600 + 1 });
    expect(await refusalOf(events.retrieve(event?.id ?? ""))).toMatchObject({ statusCode: 404 });
  });
});

describe("webhooks", () => {
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => {
    receiver.close();
  });

  /** An endpoint of its own at the receiver, and what arrived about one session. */
  async function subscribe(enabled_events: Stripe.WebhookEndpointCreateParams.EnabledEvent[]) {
    const { id, secret = "" } = await webhookEndpoints.create({
      url: `${receiver.url}?${uniqueName("hook")}`,
      enabled_events,
    });
    return { secret, end: () => webhookEndpoints.del(id) };
  }

  type Received = (typeof receiver)["received"][number];
  const isAbout =
    (id: string, type: string) =>
    ({ event }: Received) =>
      event.type === `identity.verification_session.${type}` &&
      Object.entries(event.data.object).some(([name, value]) => name === "id" && value === id);

  emulatorOnly("of all six types pass constructEvent and have the shape Stripe documents", async () => {
    const types = ["created", "processing", "requires_input", "verified", "canceled", "redacted"] as const;
    const { secret, end } = await subscribe(types.map((type) => `identity.verification_session.${type}` as const));
    const [first, second] = [await sessions.create({ type: "document" }), await sessions.create({ type: "document" })];
    await submit(first.id, "document_expired");
    await submit(first.id, "verified");
    await sessions.cancel(second.id);
    await sessions.redact(second.id);
    await control("POST", "/clock", { advanceSeconds: 4 * 24 * 3600 });

    for (const type of types) {
      const { id } = type === "canceled" || type === "redacted" ? second : first;
      const { body, signature } = await receiver.until(isAbout(id, type));
      const event = stripe.webhooks.constructEvent(body, signature, secret);
      expect(event.type).toBe(`identity.verification_session.${type}`);
      findings.problems.push(...eventProblems(JSON.parse(body)));
    }
    await end();
  });

  emulatorOnly("are refused by constructEvent once a byte differs, or with another secret", async () => {
    const { secret, end } = await subscribe(["identity.verification_session.created"]);
    const { id } = await sessions.create({ type: "document" });
    const { body, signature } = await receiver.until(isAbout(id, "created"));
    const verify = (text: string, key: string) => () => stripe.webhooks.constructEvent(text, signature, key);
    const refusal = Stripe.errors.StripeSignatureVerificationError;
    expect(verify(body, secret)).not.toThrow();
    expect(verify(body.replace("document", "Document"), secret)).toThrow(refusal);
    expect(verify(JSON.stringify(JSON.parse(body)), secret)).toThrow(refusal);
    expect(verify(body, "whsec_another")).toThrow(refusal);
    expect(signature).toMatch(/^t=\d+,v1=[0-9a-f]{64},v0=[0-9a-f]{64}$/);
    await end();
  });

  emulatorOnly("of a redaction go only to who names them", async () => {
    const all = await subscribe(["*"]);
    const { id } = await sessions.create({ type: "document" });
    await sessions.redact(id);
    await control("POST", "/clock", { advanceSeconds: 4 * 24 * 3600 });
    await receiver.until(isAbout(id, "canceled"));
    // What was made later has arrived, so what was to be sent before has been.
    const later = await sessions.create({ type: "document" });
    await receiver.until(isAbout(later.id, "created"));
    expect(receiver.received.filter(isAbout(id, "redacted"))).toEqual([]);
    await all.end();
  });
});
