import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { control, emulatorOnly, refusalOf, stripe, uniqueName } from "../target.ts";

const sessions = stripe.identity.verificationSessions;

describe("idempotency", () => {
  test("the first answer is given again, and says so", async () => {
    const idempotencyKey = uniqueName("replay");
    const first = await sessions.create({ type: "document" }, { idempotencyKey });
    const again = await sessions.create({ type: "document" }, { idempotencyKey });
    expect(again).toEqual(first);
    expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
  });

  test("other parameters or another endpoint under the same key are a StripeIdempotencyError", async () => {
    const idempotencyKey = uniqueName("mismatch");
    const { id } = await sessions.create({ type: "document" }, { idempotencyKey });
    for (const call of [
      sessions.create({ type: "id_number" }, { idempotencyKey }),
      sessions.cancel(id, {}, { idempotencyKey }),
    ]) {
      const error = await refusalOf(call);
      expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
      expect(error).toMatchObject({ statusCode: 400, rawType: "idempotency_error" });
      expect(error.message).toBe(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${idempotencyKey}' if you meant to execute a different request.`,
      );
    }
  });

  test("a request that was refused before it began does not use up its key", async () => {
    const idempotencyKey = uniqueName("refused");
    await refusalOf(sessions.create({ type: "document", return_url: "not a url" }, { idempotencyKey }));
    expect((await sessions.create({ type: "document" }, { idempotencyKey })).status).toBe("requires_input");
  });

  // So many at once are over the limit of a real account.
  emulatorOnly("fifty calls at once under one key make one session", async () => {
    const idempotencyKey = uniqueName("parallel");
    const client_reference_id = uniqueName("parallel");
    const create = () => sessions.create({ type: "document", client_reference_id }, { idempotencyKey });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, create));
    for (const outcome of outcomes) {
      if (outcome.status === "fulfilled") continue;
      // Whoever met the first one still running was told so; nobody got anything else.
      expect(outcome.reason).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
    }
    const ids = new Set(outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.id] : [])));
    expect(ids.size).toBe(1);
    expect((await sessions.list({ client_reference_id })).data).toHaveLength(1);
  });

  emulatorOnly("a key in flight is a 409, which the SDK sees as StripeAPIError", async () => {
    await control("POST", "/faults", { target: "api", kind: "latency", delaySeconds: 0.3 });
    const idempotencyKey = uniqueName("in-flight");
    const create = () => sessions.create({ type: "document" }, { idempotencyKey });
    const outcomes = await Promise.allSettled([create(), create()]);
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toBeInstanceOf(Stripe.errors.StripeAPIError);
    expect(refused[0]).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
  });

  emulatorOnly("a key is new again after 24 hours", async () => {
    const idempotencyKey = uniqueName("day");
    const first = await sessions.create({ type: "document" }, { idempotencyKey });
    await control("POST", "/clock", { advanceSeconds: 24 * 3600 });
    const second = await sessions.create({ type: "document" }, { idempotencyKey });
    expect(second.id).not.toBe(first.id);
  });
});
