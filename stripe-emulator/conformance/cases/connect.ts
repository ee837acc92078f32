import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { brokenRules } from "../../test/accounts/rules.ts";
import { startReceiver } from "../../test/harness.ts";
import { eventProblems } from "../openapi.ts";
import { control, emulatorOnly, expectInvalid, findings, refusalOf, stripe } from "../target.ts";

const { accounts, tokens } = stripe;
const capabilities = { card_payments: { requested: true }, transfers: { requested: true } };
const create = (params: Stripe.AccountCreateParams = {}) =>
  accounts.create({ type: "custom", country: "US", capabilities, ...params });

/** The smallest PNG: one pixel. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const address = { line1: "address_full_match", city: "Oakland", state: "CA", postal_code: "94607", country: "US" };
const ada = {
  first_name: "Ada",
  last_name: "Example",
  dob: { day: 1, month: 1, year: 1901 },
  email: "ada@demo.test",
  phone: "0000000000",
  address,
} satisfies Stripe.AccountCreateParams.Individual;
const bank = {
  object: "bank_account" as const,
  country: "US",
  currency: "usd",
  routing_number: "110000000",
  account_number: "000123456789",
};

/** Keeps the rules that held in every recording of Stripe's test mode. */
function expectSound(requirements: Stripe.Account["requirements"]) {
  expect(requirements && brokenRules(requirements)).toEqual([]);
}

describe("accounts", () => {
  test("are created with nothing, and say what is due at once, without a deadline", async () => {
    const account = await create();
    expect(account).toMatchObject({
      object: "account",
      type: "custom",
      country: "US",
      default_currency: "usd",
      charges_enabled: false,
      details_submitted: false,
      capabilities: { card_payments: "inactive", transfers: "inactive" },
      controller: { fees: { payer: "application_custom" }, requirement_collection: "application" },
      requirements: { current_deadline: null, disabled_reason: "requirements.past_due" },
    });
    expect(account.requirements?.past_due).toEqual(account.requirements?.currently_due);
    expect(account.requirements?.currently_due).toContain("business_type");
    expectSound(account.requirements);
    expect(await accounts.retrieve(account.id)).toEqual(account);
    expect(await accounts.retrieveCurrent({}, { stripeAccount: account.id })).toEqual(account);
  });

  test("of individuals take every part, and show no number", async () => {
    const { id } = await create();
    const account = await accounts.update(id, {
      business_type: "individual",
      business_profile: {
        mcc: "5734",
        name: "Ada's Wires",
        url: "https://accessible.stripe.com",
        annual_revenue: { amount: 100_000, currency: "usd", fiscal_year_end: "2025-12-31" },
        estimated_worker_count: 3,
        support_address: address,
        support_email: "help@demo.test",
      },
      email: "ada@demo.test",
      external_account: bank,
      individual: { ...ada, id_number: "000000000", ssn_last_4: "0000", metadata: { seat: "1" } },
      metadata: { user_id: "usr_42" },
      settings: {
        branding: { primary_color: "#3348c8" },
        card_payments: { decline_on: { cvc_failure: true } },
        payouts: { schedule: { interval: "weekly", weekly_anchor: "monday" } },
      },
      tos_acceptance: { date: 1_790_000_000, ip: "203.0.113.7" },
    });
    expect(account).toMatchObject({
      business_type: "individual",
      email: "ada@demo.test",
      metadata: { user_id: "usr_42" },
      individual: {
        object: "person",
        first_name: "Ada",
        id_number_provided: true,
        relationship: { representative: true },
      },
      settings: { payments: { statement_descriptor: expect.stringMatching(/^ADA/) } },
    });
    expect(account.details_submitted).toBe(true);
    expectSound(account.requirements);
    expect(JSON.stringify(account)).not.toMatch(/000123456789|"id_number":|"ssn_last_4":/);
  });

  test("are listed and deleted, and then nobody's", async () => {
    const { id } = await create();
    expect((await accounts.list({ limit: 1 })).data).toMatchObject([{ id }]);
    expect(await accounts.del(id)).toEqual({ id, object: "account", deleted: true });
    const refusal = await refusalOf(accounts.retrieve(id));
    expect(refusal).toMatchObject({ statusCode: 403, code: "account_invalid", type: "StripePermissionError" });
  });

  test("are rejected, keep their lists, and are taken back", async () => {
    const { id, requirements } = await create();
    const rejected = await accounts.reject(id, { reason: "fraud_other" });
    expect(rejected.requirements?.disabled_reason).toMatch(/^rejected\./);
    expect(rejected.requirements?.currently_due).toEqual(requirements?.currently_due);
    expect((await accounts.unreject(id)).requirements?.disabled_reason).toBe("requirements.past_due");
  });

  test("refuse what cannot be right", async () => {
    await expectInvalid(accounts.create({ type: "custom", country: "US", ...{ nonsense: "1" } }), {
      code: "parameter_unknown",
      param: "nonsense",
      message: "Received unknown parameter: nonsense",
    });
    const child = { ...ada, dob: { day: 1, month: 1, year: new Date().getFullYear() - 5 } };
    await expectInvalid(create({ business_type: "individual", individual: child }), {
      param: "individual[dob][year]",
      message: "Must be at least 13 years of age to use Stripe",
    });
    await expectInvalid(create({ external_account: { ...bank, account_number: "000123456780" } as typeof bank }), {
      code: "account_number_invalid",
      param: "bank_account[account_number]",
    });
  });
});

describe("persons", () => {
  test("are created, retrieved, updated, listed and deleted", async () => {
    const { id } = await create({ business_type: "company" });
    const relationship = { representative: true, title: "CEO", owner: true, percent_ownership: 60.5 };
    const made = await accounts.createPerson(id, { ...ada, relationship, metadata: { seat: "1" } });
    expect(made).toMatchObject({
      object: "person",
      account: id,
      first_name: "Ada",
      relationship: { ...relationship, director: false },
      ssn_last_4_provided: false,
      verification: { status: expect.any(String) },
    });
    expect(await accounts.retrievePerson(id, made.id)).toEqual(made);
    expect((await accounts.retrieve(id)).requirements?.currently_due).toContain(`${made.id}.ssn_last_4`);
    expect(made.requirements?.currently_due).toContain("ssn_last_4");

    const grace = await accounts.createPerson(id, { first_name: "Grace", relationship: { owner: true } });
    const updated = await accounts.updatePerson(id, grace.id, {
      political_exposure: "none",
      full_name_aliases: ["Amazing Grace"],
      us_cfpb_data: { self_identified_gender: "none" },
      additional_tos_acceptances: { account: { date: 1_790_000_000, ip: "203.0.113.7" } },
      registered_address: { city: "Oakland" },
    });
    expect(updated).toMatchObject({ political_exposure: "none", full_name_aliases: ["Amazing Grace"] });
    expect((await accounts.listPersons(id)).data.map((person) => person.id)).toEqual([grace.id, made.id]);
    expect((await accounts.listPersons(id, { relationship: { representative: true } })).data).toEqual([made]);
    expect(await accounts.deletePerson(id, grace.id)).toEqual({ id: grace.id, object: "person", deleted: true });
    await expectInvalid(accounts.retrievePerson(id, grace.id), {
      status: 404,
      code: "resource_missing",
      param: expect.any(String),
      message: `No such person: '${grace.id}'`,
    });
  });

  test("own no more than there is", async () => {
    const { id } = await create({ business_type: "company" });
    await accounts.createPerson(id, { relationship: { owner: true, percent_ownership: 60 } });
    const refusal = await refusalOf(
      accounts.createPerson(id, { relationship: { owner: true, percent_ownership: 41 } }),
    );
    expect(refusal.message).toBe("The total combined ownership of the company would exceed 100 percent.");
  });
});

test("documents are uploaded to the account, and used there, once", async () => {
  const { id } = await create({ business_type: "individual", individual: ada });
  const front = await stripe.files.create(
    { purpose: "identity_document", file: { data: pixel, name: "front.png", type: "image/png" } },
    { stripeAccount: id },
  );
  expect(front).toMatchObject({ object: "file", purpose: "identity_document", type: "png", url: null });
  const attached = await accounts.update(id, { individual: { verification: { document: { front: front.id } } } });
  expect(attached.individual?.verification?.document?.front).toBe(front.id);
  const person = attached.individual?.id ?? "";
  const again = accounts.updatePerson(id, person, { verification: { additional_document: { front: front.id } } });
  expect(await refusalOf(again)).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
  const platforms = await stripe.files.create({
    purpose: "identity_document",
    file: { data: pixel, name: "front.png", type: "image/png" },
  });
  const foreign = accounts.updatePerson(id, person, { verification: { document: { front: platforms.id } } });
  expect(await refusalOf(foreign)).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
});

test("account links lead to a form, for five minutes", async () => {
  const { id } = await create();
  const back = { refresh_url: "https://app.demo.test/refresh", return_url: "https://app.demo.test/return" };
  const params = { account: id, type: "account_onboarding" as const, ...back };
  const link = await stripe.accountLinks.create({ ...params, collection_options: { fields: "eventually_due" } });
  expect(link).toMatchObject({ object: "account_link", expires_at: link.created + 300 });
  expect(link.url).toContain(`/setup/c/${id}/`);
  expect((await stripe.accountLinks.create(params)).url).not.toBe(link.url);
  await expectInvalid(stripe.accountLinks.create({ ...params, account: "acct_none" }), {
    code: "resource_missing",
    param: "account",
    message: "No such account: 'acct_none'",
  });
});

test("account sessions show every component, and which are enabled", async () => {
  const { id } = await create();
  const session = await stripe.accountSessions.create({
    account: id,
    components: {
      account_onboarding: { enabled: true, features: { external_account_collection: false } },
      notification_banner: { enabled: true },
    },
  });
  expect(session).toMatchObject({
    object: "account_session",
    account: id,
    components: {
      account_onboarding: { enabled: true, features: { disable_stripe_user_authentication: true } },
      notification_banner: { enabled: true, features: { external_account_collection: true } },
      payments: { enabled: false },
    },
  });
  const unknown = { account: id, components: { nonsense: { enabled: true } } };
  await expectInvalid(stripe.rawRequest("POST", "/v1/account_sessions", unknown), {
    code: "parameter_unknown",
    param: "components[nonsense]",
  });
});

test("capabilities are listed, retrieved and asked for", async () => {
  const { id } = await create({ capabilities: { transfers: { requested: true } } });
  const { data } = await accounts.listCapabilities(id);
  expect(data).toMatchObject([{ id: "transfers", account: id, requested: true, status: "inactive" }]);
  expect(data[0]?.requirements?.disabled_reason).toBe("requirements.fields_needed");
  expect(await accounts.retrieveCapability(id, "transfers")).toEqual(data[0]);
  expect(await accounts.updateCapability(id, "card_payments", { requested: true })).toMatchObject({ requested: true });
});

test("bank accounts are added, changed, listed, made the default and deleted", async () => {
  const { id } = await create();
  const first = await accounts.createExternalAccount(id, { external_account: bank });
  expect(first).toMatchObject({ object: "bank_account", account: id, last4: "6789", status: "new" });
  const second = await accounts.createExternalAccount(id, { external_account: "btok_us", default_for_currency: true });
  expect(second.default_for_currency).toBe(true);
  const changed = await accounts.updateExternalAccount(id, first.id, {
    account_holder_name: "Ada",
    metadata: { a: "1" },
  });
  expect(changed).toMatchObject({ account_holder_name: "Ada", metadata: { a: "1" }, default_for_currency: false });
  expect(await accounts.retrieveExternalAccount(id, first.id)).toEqual(changed);
  const { data } = await accounts.listExternalAccounts(id, { object: "bank_account" });
  expect(data.map((one) => one.id)).toEqual([second.id, first.id]);
  expect(await accounts.deleteExternalAccount(id, first.id)).toMatchObject({ id: first.id, deleted: true });
});

describe("tokens", () => {
  test("stand once for an account, a person, a number and a bank account", async () => {
    const { object: _, ...numbers } = bank;
    const made = {
      account: await tokens.create({ account: { business_type: "company", company: { name: "Wires" } } }),
      person: await tokens.create({ person: { first_name: "Grace" } }),
      pii: await tokens.create({ pii: { id_number: "000000000" } }),
      bank: await tokens.create({ bank_account: numbers }),
    };
    expect(await tokens.retrieve(made.pii.id)).toMatchObject({ object: "token", type: "pii", used: false });
    const { id } = await create({ account_token: made.account.id, external_account: made.bank.id });
    const person = await accounts.createPerson(id, { person_token: made.person.id, id_number: made.pii.id });
    expect(person).toMatchObject({ first_name: "Grace", id_number_provided: true });
    expect((await tokens.retrieve(made.pii.id)).used).toBe(true);
    const again = await refusalOf(create({ account_token: made.account.id }));
    expect(again).toMatchObject({ statusCode: 400, param: "account_token" });
  });

  test("that are not there are refused", async () => {
    await expectInvalid(create({ account_token: "ct_none" }), {
      code: "resource_missing",
      param: "account_token",
      message: "No such token: 'ct_none'",
    });
  });
});

test("a trigger card is charged on behalf of an account, or directly", async () => {
  const { id } = await create();
  const card = { amount: 1000, currency: "usd", source: "tok_visa_triggerNextRequirements" };
  const ours = await stripe.charges.create({ ...card, on_behalf_of: id, metadata: { order: "1" } });
  expect(ours).toMatchObject({
    object: "charge",
    amount: 1000,
    on_behalf_of: id,
    paid: true,
    metadata: { order: "1" },
    payment_method_details: { type: "card", card: { last4: "4202" } },
  });
  const theirs = await stripe.charges.create(card, { stripeAccount: id });
  expect(theirs).toMatchObject({ status: "succeeded", on_behalf_of: null });
});

test("a trigger card is paid with by its number: by a token, a PaymentMethod, or in the call itself", async () => {
  const { id } = await create();
  const card = { number: "4000000000004202", exp_month: 12, exp_year: 2034, cvc: "123" };
  const token = () => tokens.create({ card: { ...card, exp_month: "12", exp_year: "2034" } });
  const { id: source, ...shown } = await token();
  expect(shown).toMatchObject({ type: "card", used: false, card: { object: "card", last4: "4202", exp_year: 2034 } });
  const payment = { amount: 1000, currency: "usd", transfer_data: { destination: id } };
  const charge = await stripe.charges.create({ ...payment, source, on_behalf_of: id });
  expect(charge).toMatchObject({ paid: true, transfer_data: { destination: id }, source: { last4: "4202" } });
  const again = await refusalOf(stripe.charges.create({ ...payment, source }));
  expect(again).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });

  const method = await stripe.paymentMethods.create({ type: "card", card, metadata: { order: "1" } });
  expect(method).toMatchObject({ type: "card", card: { last4: "4202" }, metadata: { order: "1" }, customer: null });
  const confirmed = { ...payment, confirm: true, on_behalf_of: id };
  const rest = { payment_method_types: ["card"] };
  const intent = await stripe.paymentIntents.create({ ...confirmed, ...rest, payment_method: method.id });
  expect(intent).toMatchObject({
    status: "succeeded",
    amount_received: 1000,
    payment_method: method.id,
    on_behalf_of: id,
    transfer_data: { destination: id },
  });
  const inOne = await stripe.paymentIntents.create({
    ...confirmed,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    // The types of the package leave out what only some accounts may send.
    payment_method_data: { type: "card", ...{ card: { token: (await token()).id } } },
  });
  expect(inOne).toMatchObject({ status: "succeeded", payment_method_types: ["card"] });
});

describe("what happens in a connected account", () => {
  emulatorOnly("goes to endpoints with connect, whole, until it is enabled", async () => {
    const [theirs, ours] = [await startReceiver(), await startReceiver()];
    const endpoints = [
      await stripe.webhookEndpoints.create({ url: theirs.url, enabled_events: ["*"], connect: true }),
      await stripe.webhookEndpoints.create({ url: ours.url, enabled_events: ["*"] }),
    ];
    const { id } = await create();
    await accounts.update(id, {
      business_type: "individual",
      business_profile: { mcc: "5734", name: "Ada's Wires", url: "https://accessible.stripe.com" },
      individual: { ...ada, id_number: "000000000" },
      external_account: "btok_us",
      tos_acceptance: { date: 1_790_000_000, ip: "203.0.113.7" },
    });
    await control("POST", "/clock", { advanceSeconds: 60 });
    expect(await accounts.retrieve(id)).toMatchObject({ charges_enabled: true, payouts_enabled: true });

    // Checks that other cases began end meanwhile, too.
    const events = theirs.received.map(({ event }) => event).filter(({ account }) => account === id);
    for (const event of events) findings.problems.push(...eventProblems(event));
    const types = new Set(events.map(({ type }) => type));
    for (const type of [
      "account.updated",
      "account.external_account.created",
      "capability.updated",
      "person.created",
    ]) {
      expect(types).toContain(type);
    }
    expect(ours.received).toEqual([]);
    const listed = await stripe.events.list({ type: "account.updated" }, { stripeAccount: id });
    // Stripe promises no order of arrival: the newest is the first of its list.
    const newest = events.find((event) => event.id === listed.data[0]?.id);
    expect(newest?.data.object).toMatchObject({ id, charges_enabled: true });
    expect(listed.data).toHaveLength(events.filter(({ type }) => type === "account.updated").length);

    for (const endpoint of endpoints) await stripe.webhookEndpoints.del(endpoint.id);
    theirs.close();
    ours.close();
  });
});
