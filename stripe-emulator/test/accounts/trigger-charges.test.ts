import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { clientFor, keys } from "../harness.ts";
import { type ConnectMode, complete, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

const card = { amount: 251_000, currency: "usd" };
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
  expect(await mode.refusal(restricted.charges.create({ ...card, source }))).toMatchObject({ statusCode: 403 });
});
