import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { clientFor, keys } from "../harness.ts";
import { type ConnectMode, complete, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

const card = { amount: 251_000, currency: "usd" };
const numbers = { next: "4000000000004202", charges: "4000000000004210", payouts: "4000000000004236" };
/** As a form would send it. */
const plastic = (number = numbers.next) => ({ number, exp_month: 12, exp_year: 2034, cvc: "123" });
const makeToken = async (stripe: Stripe, number = numbers.next, options?: Stripe.RequestOptions) =>
  (await stripe.tokens.create({ card: { ...plastic(number), exp_month: "12", exp_year: "2034" } }, options)).id;
/** What the types of the package leave out of `payment_method_data`, because only some accounts may send it. */
const inCall = (data: object) => ({ confirm: true, payment_method_data: { type: "card" as const, ...{ card: data } } });
const entry = "individual.verification.document";
const due = ["individual.id_number", entry];

/** An individual whose whole number and document are eventually due, and who may do everything. */
async function createThin() {
  const { id_number: _, ...thin } = complete.individual;
  const { id } = await mode.create({ ...complete, individual: thin });
  await mode.finishChecks();
  const account = await mode.stripe.accounts.retrieve(id);
  expect(account).toMatchObject({
    charges_enabled: true,
    payouts_enabled: true,
    requirements: { currently_due: [], eventually_due: due },
  });
  return { id, stripeAccount: id };
}

test.each(["on behalf of the account", "directly"])("the next requirements are due, charged %s", async (how) => {
  const { id, stripeAccount } = await createThin();
  const source = "tok_visa_triggerNextRequirements";
  if (how === "directly") await mode.stripe.charges.create({ ...card, source }, { stripeAccount });
  else await mode.stripe.charges.create({ ...card, source, on_behalf_of: id });
  expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
    charges_enabled: true,
    payouts_enabled: true,
    requirements: {
      current_deadline: expect.any(Number),
      currently_due: due,
      disabled_reason: null,
      eventually_due: due,
      past_due: [],
    },
  });
  const told = mode.connect.until(
    ({ event }) => event.type === "account.updated" && event.data.object.requirements?.currently_due?.length === 2,
  );
  expect((await told).event.account).toBe(id);
});

test.each([
  { source: "tok_visa_triggerChargeBlock", charges_enabled: false, payouts_enabled: true },
  { source: "tok_visa_triggerPayoutBlock", charges_enabled: true, payouts_enabled: false },
])("$source makes what is due past due, until it is given", async ({ source, ...stopped }) => {
  const { id } = await createThin();
  await mode.stripe.charges.create({ ...card, source, on_behalf_of: id });
  expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
    ...stopped,
    requirements: { currently_due: due, past_due: due, disabled_reason: "requirements.past_due" },
  });
  await mode.stripe.accounts.update(id, {
    individual: { id_number: "222222222", verification: { document: { front: "file_identity_document_success" } } },
  });
  await mode.finishChecks();
  expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
    charges_enabled: true,
    payouts_enabled: true,
    requirements: { currently_due: [], eventually_due: [], disabled_reason: null },
  });
});

test("a block after the next requirements stops what it says, and no more", async () => {
  const { id } = await createThin();
  for (const source of ["tok_visa_triggerNextRequirements", "tok_visa_triggerPayoutBlock"]) {
    await mode.stripe.charges.create({ ...card, source, on_behalf_of: id });
  }
  expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({
    charges_enabled: true,
    payouts_enabled: false,
    requirements: { past_due: due },
  });
});

test("nothing happens to an account that was never enabled, or has nothing more to give, or to the platform", async () => {
  const { id, requirements } = await mode.create({ business_type: "individual" });
  expect(requirements?.eventually_due?.length).toBeGreaterThan(requirements?.currently_due?.length ?? 0);
  const enabled = await mode.createEnabled();
  const before = await mode.stripe.accounts.retrieve(enabled);
  for (const source of ["tok_visa_triggerNextRequirements", "tok_visa_triggerChargeBlock"]) {
    for (const on_behalf_of of [id, enabled]) await mode.stripe.charges.create({ ...card, source, on_behalf_of });
    expect(await mode.stripe.charges.create({ ...card, source })).toMatchObject({ paid: true, on_behalf_of: null });
  }
  expect((await mode.stripe.accounts.retrieve(id)).requirements).toEqual(requirements);
  expect(await mode.stripe.accounts.retrieve(enabled)).toEqual(before);
});

/** Every way to pay with a trigger card: as the SDK of a server, and as a page with the publishable key. */
type Way = {
  way: string;
  pay(
    stripe: Stripe,
    page: Stripe,
    params: { on_behalf_of?: string },
    options?: Stripe.RequestOptions,
  ): Promise<unknown>;
};
const ways: readonly Way[] = [
  {
    way: "a charge with a token of its number",
    pay: async (stripe, _, params, options) =>
      stripe.charges.create({ ...card, ...params, source: await makeToken(stripe, numbers.next, options) }, options),
  },
  {
    way: "a charge with a token that a page made",
    pay: async (stripe, page, params, options) =>
      stripe.charges.create({ ...card, ...params, source: await makeToken(page, numbers.next, options) }, options),
  },
  {
    way: "a charge with the older name of its token",
    pay: (stripe, _, params, options) =>
      stripe.charges.create({ ...card, ...params, source: "tok_visa_triggerVerification" }, options),
  },
  {
    way: "a charge with its number, as older guides have it",
    pay: (stripe, _, params, options) =>
      stripe.rawRequest(
        "POST",
        "/v1/charges",
        { ...card, ...params, source: { object: "card", ...plastic() } },
        options,
      ),
  },
  {
    way: "a PaymentIntent with its number",
    pay: (stripe, _, params, options) =>
      stripe.paymentIntents.create({ ...card, ...params, ...inCall(plastic()) }, options),
  },
  {
    way: "a PaymentIntent with its token",
    pay: (stripe, _, params, options) =>
      stripe.paymentIntents.create(
        { ...card, ...params, ...inCall({ token: "tok_visa_triggerNextRequirements" }) },
        options,
      ),
  },
  {
    way: "a PaymentIntent with a PaymentMethod of its number",
    pay: async (stripe, _, params, options) => {
      const { id } = await stripe.paymentMethods.create({ type: "card", card: plastic() }, options);
      return stripe.paymentIntents.create({ ...card, ...params, confirm: true, payment_method: id }, options);
    },
  },
  {
    way: "a PaymentIntent with a PaymentMethod that a page made of a token",
    pay: async (stripe, page, params, options) => {
      const token = await makeToken(page, numbers.next, options);
      const { id } = await page.paymentMethods.create({ type: "card", card: { token } }, options);
      return stripe.paymentIntents.create({ ...card, ...params, confirm: true, payment_method: id }, options);
    },
  },
];

describe.each(ways)("$way", ({ pay }) => {
  test.each(["on behalf of the account", "directly"])("asks for the next requirements, %s", async (how) => {
    const page = clientFor(mode.url, keys.publishableKey);
    const { id, stripeAccount } = await createThin();
    const paid =
      how === "directly"
        ? await pay(mode.stripe, page, {}, { stripeAccount })
        : await pay(mode.stripe, page, { on_behalf_of: id });
    expect(paid).toMatchObject({ status: "succeeded", amount: card.amount, currency: "usd" });
    const { requirements } = await mode.stripe.accounts.retrieve(id);
    expect(requirements).toMatchObject({ currently_due: due, past_due: [] });
  });
});

test.each([
  { number: numbers.charges, charges_enabled: false, payouts_enabled: true },
  { number: "4000 0000 0000 4236", charges_enabled: true, payouts_enabled: false },
])("$number makes what is due past due", async ({ number, ...stopped }) => {
  const { id } = await createThin();
  await mode.stripe.paymentIntents.create({ ...card, on_behalf_of: id, ...inCall(plastic(number)) });
  expect(await mode.stripe.accounts.retrieve(id)).toMatchObject({ ...stopped, requirements: { past_due: due } });
});

test("money that goes to an account, on nobody's behalf, does nothing to it", async () => {
  const { id } = await createThin();
  const transfer_data = { destination: id };
  const charge = await mode.stripe.charges.create({ ...card, transfer_data, source: await makeToken(mode.stripe) });
  expect(charge.transfer_data).toEqual({ amount: null, destination: id });
  const intent = await mode.stripe.paymentIntents.create({ ...card, transfer_data, ...inCall(plastic()) });
  expect(intent.transfer_data).toEqual(transfer_data);
  expect((await mode.stripe.accounts.retrieve(id)).requirements?.currently_due).toEqual([]);
});

test("a token and a PaymentMethod pay once, and only for the account that they were made in", async () => {
  const { stripeAccount } = await createThin();
  const { charges, tokens, paymentIntents, paymentMethods } = mode.stripe;
  const source = await makeToken(mode.stripe);
  const elsewhere = await mode.refusal(charges.create({ ...card, source }, { stripeAccount }));
  expect(elsewhere).toMatchObject({ statusCode: 400, code: "resource_missing", param: "source" });
  await charges.create({ ...card, source });
  expect(await tokens.retrieve(source)).toMatchObject({ used: true, card: { last4: "4202" } });
  const used = { statusCode: 400, code: "token_already_used" };
  expect(await mode.refusal(charges.create({ ...card, source }))).toMatchObject({ ...used, param: "source" });
  const inData = paymentIntents.create({ ...card, ...inCall({ token: source }) });
  expect(await mode.refusal(inData)).toMatchObject({ ...used, param: "payment_method_data[card][token]" });

  const { id } = await paymentMethods.create({ type: "card", card: plastic() });
  const paid = { ...card, confirm: true, payment_method: id };
  const missing = await mode.refusal(paymentIntents.create(paid, { stripeAccount }));
  expect(missing).toMatchObject({ statusCode: 400, code: "resource_missing", param: "payment_method" });
  await paymentIntents.create(paid);
  const again = await mode.refusal(paymentIntents.create(paid));
  expect(again).toMatchObject({ statusCode: 400, param: "payment_method" });
  expect(again.message).toContain("It may not be used again.");
});

test("a payment that is refused uses nothing up", async () => {
  const source = await makeToken(mode.stripe);
  const refused = mode.stripe.charges.create({ ...card, source, on_behalf_of: "acct_none" });
  expect(await mode.refusal(refused)).toMatchObject({ code: "resource_missing", param: "on_behalf_of" });
  expect(await mode.stripe.charges.create({ ...card, source })).toMatchObject({ paid: true });
});

test("the number of a card is nowhere afterwards: neither in an answer, nor in what is kept", async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "stripe-emulator-cards-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const kept = await startConnectMode({ dataDir });
  const [real, known] = ["4242424242424242", numbers.next];
  const { tokens, charges, paymentMethods, paymentIntents } = kept.stripe;
  const refusals: string[] = [];
  const refused = async (call: Promise<unknown>) => refusals.push((await kept.refusal(call)).message);
  for (const number of [real, `${known}0`]) {
    await refused(makeToken(kept.stripe, number));
    await refused(charges.create({ ...card, source: number }));
    await refused(kept.stripe.rawRequest("POST", "/v1/charges", { ...card, source: plastic(number) }));
    const paid = { ...card, confirm: true, payment_method: number };
    await refused(paymentIntents.create(paid, { idempotencyKey: `refused ${refusals.length}` }));
    await refused(paymentMethods.create({ type: "card", card: plastic(number) }));
    await refused(paymentIntents.create({ ...card, ...inCall(plastic(number)) }));
    await refused(paymentIntents.create({ ...card, ...inCall({ token: number }) }));
  }
  expect(refusals.filter((message) => message.includes(real) || message.includes(`${known}0`))).toEqual([]);
  expect(new Set(refusals.map((message) => message.split(":")[0]))).toEqual(new Set(["This emulator has no payments"]));
  const answers = [
    await tokens.create({ card: { number: known, exp_month: "12", exp_year: "2034" } }),
    await paymentMethods.create({ type: "card", card: plastic(known) }),
    await paymentIntents.create({ ...card, ...inCall(plastic(known)) }, { idempotencyKey: "once" }),
  ];
  expect(JSON.stringify(answers)).not.toContain(known);
  expect(JSON.stringify(await kept.control("GET", "/requests"))).not.toContain(known);
  await kept.close();
  const files = readdirSync(dataDir).map((name) => readFileSync(path.join(dataDir, name), "latin1"));
  expect(files.join()).toContain("next_requirements");
  expect(files.filter((text) => text.includes(known) || text.includes(real))).toEqual([]);
});

test("what would be more than a trigger card is refused by name", async () => {
  const { paymentIntents, paymentMethods, tokens } = mode.stripe;
  const intent = (params: object) => mode.refusal(paymentIntents.create({ ...card, ...inCall(plastic()), ...params }));
  expect(await intent({ confirm: false })).toMatchObject({ statusCode: 400, param: "confirm" });
  expect(await intent({ confirm: undefined })).toMatchObject({ statusCode: 400, param: "confirm" });
  expect(await intent({ payment_method: "pm_1" })).toMatchObject({ code: "parameters_exclusive" });
  expect(await intent({ payment_method_data: undefined })).toMatchObject({ param: "payment_method" });
  expect(await intent({ payment_method_types: ["card", "klarna"] })).toMatchObject({
    param: "payment_method_types[1]",
  });
  expect(await intent({ capture_method: "manual" })).toMatchObject({ code: "parameter_unknown" });
  expect(await intent({ transfer_data: { destination: "acct_none" } })).toMatchObject({
    code: "resource_missing",
    param: "transfer_data[destination]",
  });
  expect(await mode.refusal(paymentMethods.create({ type: "klarna" }))).toMatchObject({ param: "type" });
  expect(await mode.refusal(paymentMethods.create({ type: "card" }))).toMatchObject({ param: "card" });
  const { exp_year: _, ...timeless } = plastic();
  expect(await intent(inCall(timeless))).toMatchObject({ param: "payment_method_data[card][exp_year]" });
  const pii = await tokens.create({ pii: { id_number: "000000000" } });
  expect(await intent(inCall({ token: pii.id }))).toMatchObject({ statusCode: 400 });
});

test("no other card is charged, for nobody else, and not for nothing", async () => {
  const source = "tok_visa_triggerChargeBlock";
  const charge = (params: object) => mode.refusal(mode.stripe.charges.create({ ...card, source, ...params }));
  expect(await charge({ source: "tok_visa" })).toMatchObject({ statusCode: 400, param: "source" });
  expect(await charge({ on_behalf_of: "acct_none" })).toMatchObject({
    code: "resource_missing",
    param: "on_behalf_of",
  });
  expect(await charge({ amount: -1 })).toMatchObject({ statusCode: 400, param: "amount" });
  expect(await charge({ customer: "cus_1" })).toMatchObject({ code: "parameter_unknown", param: "customer" });
  const restricted = clientFor(mode.url, keys.restrictedKey);
  const page = clientFor(mode.url, keys.publishableKey);
  const intent = { ...card, ...inCall(plastic()) };
  for (const [call, permission] of [
    [restricted.charges.create({ ...card, source }), "rak_charges_write"],
    [restricted.paymentIntents.create(intent), "rak_payment_intents_write"],
    [restricted.paymentMethods.create({ type: "card", card: plastic() }), "rak_payment_methods_write"],
    [page.charges.create({ ...card, source }), "publishable"],
    [page.paymentIntents.create(intent), "publishable"],
  ] as const) {
    const refused = await mode.refusal(call);
    expect([refused.statusCode, refused.message]).toEqual([403, expect.stringContaining(permission)]);
  }
});
