import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode();
});
afterAll(() => mode.close());

const create = (key: string, more: Record<string, string> = {}) =>
  mode.stripe.identity.verificationSessions.create({ type: "document", ...more }, { idempotencyKey: key });

test("the same key and parameters give the first answer again and make nothing new", async () => {
  const first = await create("replay");
  const second = await create("replay");
  expect(second).toEqual(first);
  expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
});

test("the same key with other parameters or another endpoint is an idempotency error", async () => {
  const { id } = await create("reused");
  const error = await mode.refusal(create("reused", { client_reference_id: "other" }));
  expect(error).toMatchObject({ type: "StripeIdempotencyError", statusCode: 400 });
  expect(error.message).toContain("Keys for idempotent requests can only be used with the same parameters");

  const elsewhere = mode.stripe.identity.verificationSessions.cancel(id, {}, { idempotencyKey: "reused" });
  expect((await mode.refusal(elsewhere)).type).toBe("StripeIdempotencyError");
});

test("a refused parameter does not use the key up", async () => {
  expect((await mode.refusal(create("typo", { colour: "red" }))).code).toBe("parameter_unknown");
  expect((await create("typo")).status).toBe("requires_input");
});

test("a failure of the endpoint itself is kept and given again", async () => {
  const { id } = await create("to be verified");
  await mode.submit(id, "verified");
  const cancel = () => mode.stripe.identity.verificationSessions.cancel(id, {}, { idempotencyKey: "cancel" });
  const first = await mode.refusal(cancel());
  const second = await mode.refusal(cancel());
  expect(second.message).toBe(first.message);
  expect(second.headers?.["idempotent-replayed"]).toBe("true");
});

test("while the first request runs, another with its key is 409", async () => {
  await mode.control("POST", "/faults", { target: "api", kind: "latency", delaySeconds: 0.2, count: 1 });
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => create("parallel")));
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(5);
  for (const { reason } of refused) expect(reason).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
});

test("fifty requests with one key make one session", async () => {
  await Promise.allSettled(Array.from({ length: 50 }, () => create("fifty", { client_reference_id: "fifty" })));
  const { data } = await mode.stripe.identity.verificationSessions.list({ client_reference_id: "fifty" });
  expect(data).toHaveLength(1);
});

test("a key is new again after 24 hours", async () => {
  const first = await create("aged");
  await mode.control("POST", "/clock", { advanceSeconds: 24 * 3600 + 1 });
  expect((await create("aged")).id).not.toBe(first.id);
});
