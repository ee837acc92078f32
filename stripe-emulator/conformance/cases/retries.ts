import Stripe from "stripe";
import { beforeEach, describe, expect } from "vitest";
import { clientFor, control, emulatorOnly, refusalOf, secretKey, stripe, uniqueName } from "../target.ts";

type LoggedRequest = { method: string; path: string; status: number | null; idempotencyKey: string | null };

const path = "/v1/identity/verification_sessions";
/** As the SDK is by default: two retries. */
const retrying = clientFor(secretKey, { maxNetworkRetries: 2 });
const fault = (given: Record<string, unknown>) => control("POST", "/faults", { target: "api", path, ...given });

/** How often a create under this key reached the emulator, with what came of it. */
async function attempts(idempotencyKey: string): Promise<(number | null)[]> {
  const { requests } = await control<{ requests: LoggedRequest[] }>("GET", "/requests");
  return requests.filter((request) => request.idempotencyKey === idempotencyKey).map(({ status }) => status);
}

describe("error classes", () => {
  const classes = [
    [400, Stripe.errors.StripeInvalidRequestError],
    [401, Stripe.errors.StripeAuthenticationError],
    [403, Stripe.errors.StripePermissionError],
    [404, Stripe.errors.StripeInvalidRequestError],
    [409, Stripe.errors.StripeAPIError],
    [429, Stripe.errors.StripeRateLimitError],
    [500, Stripe.errors.StripeAPIError],
    [502, Stripe.errors.StripeAPIError],
    [503, Stripe.errors.StripeAPIError],
  ] as const;
  for (const [status, errorClass] of classes) {
    emulatorOnly(`${status} is a ${errorClass.name}`, async () => {
      await fault({ kind: "status", status });
      const error = await refusalOf(stripe.identity.verificationSessions.list());
      expect(error).toBeInstanceOf(errorClass);
      expect(error).toMatchObject({ type: errorClass.name, statusCode: status });
      expect(error.requestId).toMatch(/^req_/);
    });
  }

  emulatorOnly("an answer that is no JSON is a StripeAPIError", async () => {
    await fault({ kind: "garbage" });
    const error = await refusalOf(stripe.identity.verificationSessions.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAPIError);
  });
});

describe("connections", () => {
  beforeEach((context) =>
    context.task.mode === "run" ? control("DELETE", "/faults").then(() => undefined) : undefined,
  );

  emulatorOnly("a connection that is cut twice is a StripeConnectionError", async () => {
    // Once more than asked for: a closed connection is always tried again once.
    await fault({ kind: "cut_before", count: 2 });
    const error = await refusalOf(stripe.identity.verificationSessions.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  });

  emulatorOnly("an answer that never comes is a StripeConnectionError when its time is over", async () => {
    await fault({ kind: "hang" });
    const error = await refusalOf(stripe.identity.verificationSessions.list({}, { timeout: 200 }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  });

  emulatorOnly("an answer lost after the effect is replayed to the retry: one session", async () => {
    await fault({ kind: "cut_after", method: "POST" });
    const [idempotencyKey, client_reference_id] = [uniqueName("lost"), uniqueName("lost")];
    const { verificationSessions } = retrying.identity;
    const { id } = await verificationSessions.create({ type: "document", client_reference_id }, { idempotencyKey });
    expect((await verificationSessions.list({ client_reference_id })).data.map((session) => session.id)).toEqual([id]);
    expect(await attempts(idempotencyKey)).toHaveLength(2);
  });

  emulatorOnly("nobody listening is a StripeConnectionError", async () => {
    const nowhere = new Stripe(secretKey, { host: "127.0.0.1", port: 9, protocol: "http", maxNetworkRetries: 0 });
    const error = await refusalOf(nowhere.customers.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  });
});

describe("retries", () => {
  const create = (idempotencyKey: string) =>
    retrying.identity.verificationSessions.create({ type: "document" }, { idempotencyKey });

  for (const status of [409, 500, 503]) {
    emulatorOnly(`${status} is tried again, under the same key`, async () => {
      await fault({ kind: "status", status, count: 2 });
      const idempotencyKey = uniqueName("again");
      expect((await create(idempotencyKey)).status).toBe("requires_input");
      expect(await attempts(idempotencyKey)).toEqual([status, status, 200]);
    });
  }

  emulatorOnly("after two retries it is over", async () => {
    await fault({ kind: "status", status: 500, count: 3 });
    const idempotencyKey = uniqueName("over");
    expect(await refusalOf(create(idempotencyKey))).toMatchObject({ statusCode: 500 });
    expect(await attempts(idempotencyKey)).toEqual([500, 500, 500]);
  });

  emulatorOnly("429 is not tried again, unless Stripe-Should-Retry says so", async () => {
    await fault({ kind: "status", status: 429 });
    const refused = uniqueName("rate");
    expect(await refusalOf(create(refused))).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
    expect(await attempts(refused)).toEqual([429]);

    await fault({ kind: "status", status: 429, shouldRetry: true });
    const told = uniqueName("rate");
    await create(told);
    expect(await attempts(told)).toEqual([429, 200]);
  });

  emulatorOnly("500 is not tried again where Stripe-Should-Retry forbids it", async () => {
    await fault({ kind: "status", status: 500, shouldRetry: false });
    const idempotencyKey = uniqueName("forbidden");
    expect(await refusalOf(create(idempotencyKey))).toMatchObject({ statusCode: 500 });
    expect(await attempts(idempotencyKey)).toEqual([500]);
  });
});
