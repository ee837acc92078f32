import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientFor, keys } from "../harness.ts";
import { type ConnectMode, complete, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

describe("controls", () => {
  test("raise a requirement that has a deadline, and stops payouts once that is over", async () => {
    const id = await mode.createEnabled();
    const raised = await mode.play(id, "requirements", {
      entry: "individual.verification.document",
      deadlineSeconds: 86_400,
      stops: "payouts",
    });
    expect(raised).toMatchObject({
      payouts_enabled: true,
      requirements: {
        currently_due: ["individual.verification.document"],
        past_due: [],
        current_deadline: expect.any(Number),
      },
    });
    await mode.pass(86_400);
    expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
      charges_enabled: true,
      payouts_enabled: false,
      requirements: { past_due: ["individual.verification.document"], disabled_reason: "requirements.past_due" },
    });
    // Nobody called when the deadline passed.
    const told = mode.connect.received.findLast(({ event }) => event.type === "account.updated")?.event;
    expect(told).toMatchObject({ request: { id: null }, data: { object: { payouts_enabled: false } } });
    await mode.stripe.accounts.update(id, {
      individual: { verification: { document: { front: "file_identity_document_success" } } },
    });
    await mode.finishChecks();
    expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
      payouts_enabled: true,
      requirements: { currently_due: [], disabled_reason: null },
    });
  });

  test("ask for a verified value again, which another value answers", async () => {
    const id = await mode.createEnabled();
    const entry = "business_profile.url";
    const code = "invalid_url_website_incomplete";
    const { requirements } = await mode.play(id, "requirements", { entry, deadlineSeconds: 86_400, code });
    expect(requirements?.errors).toMatchObject([{ requirement: entry, code }]);
    const { requirements: same } = await mode.stripe.accounts.update(id, {
      business_profile: complete.business_profile,
    });
    expect(same?.currently_due).toEqual([entry]);
    const answered = await mode.stripe.accounts.update(id, { business_profile: { url: "https://wires.example" } });
    expect(answered.requirements).toMatchObject({ currently_due: [], pending_verification: [entry] });
  });

  test("play a risk review: due, answered, cleared", async () => {
    const id = await mode.createEnabled();
    const entry = "interv_1.product_description.form";
    expect((await mode.play(id, "requirements", { entry })).requirements?.currently_due).toEqual([entry]);
    const answered = await mode.play(id, "requirements", { entry, state: "answered" });
    expect(answered.requirements).toMatchObject({ currently_due: [], pending_verification: [entry] });
    const cleared = await mode.play(id, "requirements", { entry, state: "cleared" });
    expect(cleared.requirements).toMatchObject({ eventually_due: [], pending_verification: [] });
  });

  test("block an account and let it go on", async () => {
    const id = await mode.createEnabled();
    expect(await mode.play(id, "block", { disabledReason: "under_review" })).toMatchObject({
      charges_enabled: false,
      payouts_enabled: false,
      requirements: { disabled_reason: "under_review" },
    });
    expect(await mode.play(id, "block", { disabledReason: null })).toMatchObject({
      charges_enabled: true,
      requirements: { disabled_reason: null },
    });
  });

  test("stop one capability and let it go on, which is told", async () => {
    const id = await mode.createEnabled();
    await mode.stripe.accounts.updateCapability(id, "afterpay_clearpay_payments", { requested: true });
    const capability = "afterpay_clearpay_payments";
    const reason = "rejected.unsupported_business";
    expect(await mode.play(id, "capabilities", { capability, disabledReason: reason })).toMatchObject({
      capabilities: { afterpay_clearpay_payments: "inactive", card_payments: "active", transfers: "active" },
      charges_enabled: true,
      requirements: { disabled_reason: null },
    });
    const stopped = {
      id: capability,
      status: "inactive",
      requirements: { currently_due: [], disabled_reason: reason },
    };
    expect(await mode.stripe.accounts.retrieveCapability(id, capability)).toMatchObject(stopped);
    const told = await mode.connect.until(
      ({ event }) => event.type === "capability.updated" && event.data.object.requirements?.disabled_reason === reason,
    );
    expect(told.event).toMatchObject({ account: id, data: { object: stopped } });

    const waiting = { capability: "card_payments", disabledReason: "pending.onboarding" };
    expect(await mode.play(id, "capabilities", waiting)).toMatchObject({
      capabilities: { card_payments: "pending" },
      charges_enabled: false,
      payouts_enabled: true,
    });
    for (const stoppedOne of [capability, "card_payments"]) {
      await mode.play(id, "capabilities", { capability: stoppedOne, disabledReason: null });
    }
    expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
      capabilities: { afterpay_clearpay_payments: "active", card_payments: "active" },
      charges_enabled: true,
    });
    for (const wrong of [
      { capability: "nonsense", disabledReason: reason },
      { capability, disabledReason: "under_review" },
    ]) {
      await expect(mode.play(id, "capabilities", wrong)).rejects.toThrow(/^400/);
    }
  });

  test("decide a check, of the individual and of a person", async () => {
    const { id } = await mode.create(complete);
    const failed = await mode.play(id, "checks", {
      entry: "individual.id_number",
      outcome: "verification_failed_id_number_match",
    });
    expect(failed.requirements?.errors).toMatchObject([
      { code: "verification_failed_id_number_match", requirement: "individual.verification.document" },
    ]);
    const verified = await mode.play(id, "checks", { entry: "individual.id_number", outcome: "verified" });
    expect(verified.requirements?.errors).toEqual([]);
    await expect(mode.play(id, "checks", { entry: "person_none.id_number", outcome: "verified" })).rejects.toThrow(
      /^400/,
    );
    await expect(
      mode.control("POST", "/accounts/acct_none/checks", { entry: "x", outcome: "verified" }),
    ).rejects.toThrow(/404/);
  });

  test("reject by the API, and take it back", async () => {
    const id = await mode.createEnabled();
    expect(await mode.stripe.accounts.reject(id, { reason: "fraud_other" })).toMatchObject({
      charges_enabled: false,
      payouts_enabled: false,
      requirements: { disabled_reason: "rejected.platform_fraud" },
    });
    expect(await mode.stripe.accounts.unreject(id)).toMatchObject({ charges_enabled: true, payouts_enabled: true });
    expect(await mode.refusal(mode.stripe.accounts.unreject(id))).toMatchObject({ statusCode: 400 });
    const kept = await mode.stripe.accounts.reject(id, { reason: "terms_of_service", payouts_action: "none" });
    expect(kept).toMatchObject({ charges_enabled: false, payouts_enabled: true });
  });

  test("lock an account for a moment, which the SDK sits out with the same idempotency key", async () => {
    const { id } = await mode.create();
    await mode.control("POST", "/faults", {
      target: "api",
      kind: "lock_timeout",
      path: `/v1/accounts/${id}`,
      count: 2,
    });
    const patient = clientFor(mode.url, keys.secretKey, { maxNetworkRetries: 2 });
    expect(await patient.accounts.update(id, { email: "ada@demo.test" })).toMatchObject({ email: "ada@demo.test" });
    await mode.control("POST", "/faults", { target: "api", kind: "lock_timeout" });
    const refused = await mode.refusal(mode.stripe.accounts.update(id, { email: "ada@demo.test" }));
    expect(refused).toMatchObject({ statusCode: 429, code: "lock_timeout", type: "StripeRateLimitError" });
    expect(refused.param).toBeUndefined();
  });
});
