import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startReceiver, startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
/** How a call names the connected account of this test. */
let connected: { stripeAccount: string };
beforeAll(async () => {
  mode = await startTestMode({ redactionDelaySeconds: 3 });
});
beforeEach(async () => {
  await mode.control("POST", "/reset");
  mode.receiver.received.length = 0;
  const { id } = await mode.stripe.accounts.create({ type: "custom" });
  connected = { stripeAccount: id };
});
afterAll(() => mode.close());

const advance = (advanceSeconds: number) => mode.control("POST", "/clock", { advanceSeconds });

test("a call acts for the connected account it names, and sees nothing of another", async () => {
  const { stripe } = mode;
  expect((await stripe.accounts.retrieveCurrent({}, connected)).id).toBe(connected.stripeAccount);
  const theirs = await stripe.customers.create({}, connected);

  expect((await stripe.customers.retrieve(theirs.id, {}, connected)).id).toBe(theirs.id);
  expect(await mode.refusal(stripe.customers.retrieve(theirs.id))).toMatchObject({ statusCode: 404 });
  expect((await stripe.customers.list()).data).toEqual([]);
});

test("an answer says which connected account it is about, and one for the platform does not", async () => {
  const { stripe } = mode;
  const of = ({ lastResponse }: { lastResponse: { headers: Record<string, string> } }) =>
    lastResponse.headers["stripe-account"];
  expect(of(await stripe.customers.list({}, connected))).toBe(connected.stripeAccount);
  expect(of(await stripe.accounts.retrieve(connected.stripeAccount))).toBe(connected.stripeAccount);
  expect(of(await stripe.customers.list())).toBeUndefined();
});

test("a connected account's own endpoint gets its events, and the platform's get none of them", async () => {
  const { stripe } = mode;
  const theirs = await startReceiver();
  await stripe.webhookEndpoints.create({ url: theirs.url, enabled_events: ["*"] }, connected);
  const ours = await stripe.webhookEndpoints.create({ url: mode.receiver.url, enabled_events: ["*"] });
  await stripe.customers.create({}, connected);
  await stripe.customers.create({ name: "Ada" });
  await theirs.until(({ event }) => event.type === "customer.created");
  await mode.receiver.until(({ event }) => event.type === "customer.created");
  await advance(1);
  expect(theirs.received.map(({ event }) => event.account)).toEqual([connected.stripeAccount]);
  expect(mode.receiver.received.map(({ event }) => event.account)).toEqual([undefined]);
  await stripe.webhookEndpoints.del(ours.id);
  theirs.close();
});

test("an event belongs to the account it happened in, and names it", async () => {
  const { stripe } = mode;
  await stripe.customers.create({}, connected);
  const types = ["customer.created"];
  expect((await stripe.events.list({ types }, connected)).data).toMatchObject([
    { type: "customer.created", account: connected.stripeAccount },
  ]);
  expect((await stripe.events.list({ types })).data).toEqual([]);
});

test("what a verification and its redaction make later belongs to the account of the session", async () => {
  const { stripe } = mode;
  const session = await stripe.identity.verificationSessions.create({ type: "document" }, connected);
  await mode.submit(session.id, "verified", { delaySeconds: 60 });
  await advance(60);
  await stripe.identity.verificationSessions.redact(session.id, {}, connected);
  await advance(60);

  const made = async (options: { stripeAccount?: string }) => [
    (await stripe.identity.verificationReports.list({}, options)).data.length,
    (await stripe.files.list({}, options)).data.length,
    (await stripe.events.list({ type: "identity.*" }, options)).data.length,
  ];
  const [reports, pictures = 0, events] = await made(connected);
  // The events are created, processing, verified and redacted.
  expect([reports, events]).toEqual([1, 4]);
  expect(pictures).toBeGreaterThan(0);
  expect(await made({})).toEqual([0, 0, 0]);
});

test("an idempotency key belongs to the account the call acts for", async () => {
  const { stripe } = mode;
  const ours = await stripe.customers.create({}, { idempotencyKey: "same" });
  const theirs = await stripe.customers.create({}, { idempotencyKey: "same", ...connected });
  expect(theirs.id).not.toBe(ours.id);
});

test("rate limits count for the account the call acts for", async () => {
  const { stripe } = mode;
  await mode.control("POST", "/rate_limits", { enabled: true });
  // More than a second's worth even if some seconds pass meanwhile.
  const calls = Array.from({ length: 200 }, () =>
    stripe.accounts.retrieveCurrent().then(
      () => 200,
      (error: { statusCode: number }) => error.statusCode,
    ),
  );
  expect(new Set(await Promise.all(calls))).toEqual(new Set([200, 429]));
  expect((await stripe.accounts.retrieveCurrent({}, connected)).id).toBe(connected.stripeAccount);
  await mode.control("POST", "/rate_limits", { enabled: false });
});

test("an account that is not connected is refused, by header and by path, and reaches no other", async () => {
  const { stripe } = mode;
  const { id: other } = await stripe.accounts.create({ type: "custom" });
  for (const call of [
    stripe.accounts.retrieveCurrent({}, { stripeAccount: "acct_stranger" }),
    stripe.accounts.retrieve("acct_stranger"),
    stripe.accounts.retrieve(other, {}, connected),
    stripe.accounts.listPersons(other, {}, connected),
  ]) {
    expect(await mode.refusal(call)).toMatchObject({
      statusCode: 403,
      code: "account_invalid",
      message: expect.stringMatching(/^The provided key 'sk_test_\*+only' does not have access to account 'acct_/),
    });
  }
});

test("only the platform makes accounts", async () => {
  expect(await mode.refusal(mode.stripe.accounts.create({ type: "custom" }, connected))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining("signed up for Connect"),
  });
});
