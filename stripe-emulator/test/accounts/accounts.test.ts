import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { clientFor, keys, startTestMode } from "../harness.ts";
import { type ConnectMode, capabilities, complete, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

const typesReceived = () => mode.connect.received.map(({ event }) => event.type);

describe("an individual in the US", () => {
  test("goes from nothing to enabled, step by step", async () => {
    const { id, requirements } = await mode.create();
    expect(requirements?.currently_due).toContain("business_type");
    expect(requirements).toMatchObject({
      current_deadline: null,
      disabled_reason: "requirements.past_due",
      past_due: requirements?.currently_due,
    });

    const steps: Stripe.AccountUpdateParams[] = [
      { business_type: "individual", business_profile: { mcc: "5734", url: "https://accessible.stripe.com" } },
      { business_profile: { name: "Ada's Wires" } },
      { individual: { first_name: "Ada", last_name: "Example", email: "ada@demo.test", phone: "0000000000" } },
      { individual: { dob: { day: 1, month: 1, year: 1901 }, id_number: "000000000" } },
      { individual: { address: { line1: "address_full_match", city: "Oakland", state: "CA", postal_code: "94607" } } },
      { tos_acceptance: { date: 1_790_000_000, ip: "203.0.113.7" } },
      { external_account: "btok_us" },
    ];
    for (const step of steps) {
      const { requirements: before } = await mode.stripe.accounts.retrieve(id);
      const { requirements: after } = await mode.stripe.accounts.update(id, step);
      expect(after?.currently_due, JSON.stringify(step)).not.toEqual(before?.currently_due);
    }
    const pending = await mode.stripe.accounts.retrieve(id);
    expect(pending).toMatchObject({
      charges_enabled: false,
      details_submitted: true,
      capabilities: { card_payments: "pending", transfers: "pending" },
      requirements: { currently_due: [], disabled_reason: "requirements.pending_verification" },
    });
    expect(pending.requirements?.pending_verification).toContain("individual.id_number");

    await mode.finishChecks();
    const enabled = await mode.stripe.accounts.retrieve(id);
    expect(enabled).toMatchObject({
      charges_enabled: true,
      payouts_enabled: true,
      capabilities: { card_payments: "active", transfers: "active" },
      requirements: { currently_due: [], pending_verification: [], disabled_reason: null },
      individual: { verification: { status: "verified" }, id_number_provided: true },
    });
    const last = mode.connect.received.findLast(({ event }) => event.type === "account.updated");
    expect(last?.event.account).toBe(id);
    expect(last?.event.data.object).toMatchObject({ id, charges_enabled: true, payouts_enabled: true });
  });

  test("is told of to endpoints for connected accounts, signed with their secret, and to no other", async () => {
    const { id } = await mode.create({ ...complete });
    await mode.stripe.accounts.update(id, { metadata: { plan: "free" } });
    const { body, signature } = await mode.connect.until(({ event }) => event.type === "account.updated");
    const event = mode.stripe.webhooks.constructEvent(body, signature, keys.connectWebhookSecret, 0);
    expect(event).toMatchObject({ account: id, data: { object: { id, metadata: { plan: "free" } } } });

    await mode.stripe.customers.create({ name: "Grace" });
    await mode.pass(1);
    expect(new Set(typesReceived())).toEqual(
      new Set(["account.external_account.created", "person.created", "capability.updated", "account.updated"]),
    );
    expect(mode.receiver.received).toEqual([]);
  });

  test("shows what it was before, and arrays as a whole", async () => {
    const { id } = await mode.create();
    for (let count = 0; count < 20; count++) await mode.stripe.accounts.update(id, { metadata: { count } });
    await mode.stripe.accounts.update(id, { business_profile: { mcc: "5734" } });
    await mode.pass(1);
    const updates = mode.connect.received
      .filter(({ event }) => event.type === "account.updated")
      .map(({ event }) => event);
    expect(updates).toHaveLength(21);
    const previous = updates.map(({ data }) => data.previous_attributes);
    expect(previous.filter((attributes) => attributes === undefined).length).toBeGreaterThan(0);
    expect(previous[1] ?? previous[2]).toEqual({ metadata: { count: expect.any(String) } });
    expect(previous.at(-1)).toMatchObject({
      business_profile: { mcc: null },
      requirements: { currently_due: expect.arrayContaining(["business_profile.mcc", "business_type"]) },
    });
  });
});

test("an update that changes nothing tells nobody; a trivial one tells of itself", async () => {
  const { id } = await mode.create(complete);
  await mode.pass(1);
  const before = mode.connect.received.length;
  await mode.stripe.accounts.update(id, { business_profile: complete.business_profile });
  await mode.pass(1);
  expect(mode.connect.received).toHaveLength(before);
  await mode.stripe.accounts.update(id, { settings: { branding: { primary_color: "#3348c8" } } });
  await mode.pass(1);
  expect(mode.connect.received.slice(before).map(({ event }) => event.type)).toEqual(["account.updated"]);
});

test("what is pending, and a deadline, outlive a restart", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "stripe-emulator-accounts-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const first = await startTestMode({ dataDir, asyncDelaySeconds: 600 });
  const { id } = await first.stripe.accounts.create({ type: "custom", country: "US", capabilities, ...complete });
  await first.close();

  const second = await startTestMode({ dataDir, asyncDelaySeconds: 600 });
  const advance = (advanceSeconds: number) => second.control("POST", "/clock", { advanceSeconds });
  await advance(6000);
  expect(await second.stripe.accounts.retrieve(id)).toMatchObject({ charges_enabled: true });
  const entry = "individual.verification.document";
  await second.control("POST", `/accounts/${id}/requirements`, { entry, deadlineSeconds: 3600 });
  await second.close();

  const third = await startTestMode({ dataDir, asyncDelaySeconds: 600 });
  await third.control("POST", "/clock", { advanceSeconds: 3600 });
  expect((await third.stripe.accounts.retrieve(id)).requirements?.past_due).toEqual([entry]);
  await third.close();
});

describe("a company's persons", () => {
  test("are created, listed newest first by ten, updated and deleted, all but the representative", async () => {
    const { id } = await mode.create({ business_type: "company" });
    const first = await mode.stripe.accounts.createPerson(id, {
      first_name: "Ada",
      last_name: "Example",
      relationship: { representative: true, title: "CEO" },
    });
    const owners: string[] = [];
    for (let count = 0; count < 11; count++) {
      const { id: owner } = await mode.stripe.accounts.createPerson(id, { relationship: { owner: true } });
      owners.unshift(owner);
    }
    const page = await mode.stripe.accounts.listPersons(id);
    expect(page.data.map((person) => person.id)).toEqual(owners.slice(0, 10));
    expect(page.has_more).toBe(true);
    const all = await mode.stripe.accounts.listPersons(id).autoPagingToArray({ limit: 100 });
    expect(all.map((person) => person.id)).toEqual([...owners, first.id]);
    const representatives = await mode.stripe.accounts.listPersons(id, { relationship: { representative: true } });
    expect(representatives.data.map((person) => person.id)).toEqual([first.id]);

    const second = mode.stripe.accounts.createPerson(id, { relationship: { representative: true } });
    expect(await mode.refusal(second)).toMatchObject({ statusCode: 400, param: "relationship[representative]" });
    expect(await mode.refusal(mode.stripe.accounts.deletePerson(id, first.id))).toMatchObject({ statusCode: 400 });
    const gone = owners[0] ?? "";
    expect(await mode.stripe.accounts.deletePerson(id, gone)).toEqual({ id: gone, object: "person", deleted: true });
    expect(await mode.refusal(mode.stripe.accounts.retrievePerson(id, gone))).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      message: `No such person: '${gone}'`,
    });
    await mode.pass(1);
    expect(typesReceived()).toEqual(expect.arrayContaining(["person.created", "person.deleted", "account.updated"]));
  });

  test("an executive who is verified can go as long as another one stays", async () => {
    const { id } = await mode.create({ country: "DE", business_type: "company" });
    const executive = { relationship: { executive: true }, dob: { day: 1, month: 1, year: 1901 } };
    const [ada, bea] = [
      await mode.stripe.accounts.createPerson(id, executive),
      await mode.stripe.accounts.createPerson(id, executive),
    ];
    // One who was not found leaves nobody else in charge.
    await mode.stripe.accounts.createPerson(id, { ...executive, dob: { day: 4, month: 7, year: 1990 } });
    await mode.stripe.accounts.deletePerson(id, ada.id);
    expect(await mode.refusal(mode.stripe.accounts.deletePerson(id, bea.id))).toMatchObject({
      statusCode: 400,
      message: "The only verified executive of an account cannot be deleted.",
    });
  });

  test("own no more than the whole", async () => {
    const { id } = await mode.create({ business_type: "company" });
    await mode.stripe.accounts.createPerson(id, { relationship: { owner: true, percent_ownership: 60 } });
    const more = mode.stripe.accounts.createPerson(id, { relationship: { owner: true, percent_ownership: 40.5 } });
    expect(await mode.refusal(more)).toMatchObject({
      statusCode: 400,
      message: "The total combined ownership of the company would exceed 100 percent.",
    });
    expect((await mode.stripe.accounts.listPersons(id)).data).toHaveLength(1);
  });

  test("are all owners once they own everything, as long as they stay", async () => {
    const { id } = await mode.create({ business_type: "company" });
    const provided = async () => {
      const { company, requirements } = await mode.stripe.accounts.retrieve(id);
      const isAsked = requirements?.currently_due?.includes("company.owners_provided");
      return [company?.owners_provided, isAsked, company?.directors_provided, company?.executives_provided];
    };
    const add = (percent_ownership: number) =>
      mode.stripe.accounts.createPerson(id, { relationship: { owner: true, director: true, percent_ownership } });
    await add(60);
    expect(await provided()).toEqual([false, true, false, false]);
    const second = await add(40);
    expect(await provided()).toEqual([true, false, false, false]);
    const told = await mode.connect.until(
      ({ event }) => event.type === "account.updated" && event.data.object.company?.owners_provided === true,
    );
    expect(told.event.account).toBe(id);
    await mode.stripe.accounts.update(id, { company: { owners_provided: false } });
    expect(await provided()).toEqual([true, false, false, false]);
    await mode.stripe.accounts.deletePerson(id, second.id);
    expect(await provided()).toEqual([false, true, false, false]);
    await mode.stripe.accounts.update(id, { company: { owners_provided: true } });
    expect(await provided()).toEqual([true, false, false, false]);
  });
});

test("an account belongs to its platform, which acts for it by header or path", async () => {
  const { id } = await mode.create();
  const theirs = clientFor(mode.url, keys.secretKey);
  expect((await theirs.accounts.retrieveCurrent({}, { stripeAccount: id })).id).toBe(id);
  expect((await theirs.accounts.retrieve(id, {}, { stripeAccount: id })).id).toBe(id);
  expect((await mode.stripe.accounts.list()).data.map((account) => account.id)).toEqual([id]);
  expect(await mode.stripe.accounts.del(id)).toEqual({ id, object: "account", deleted: true });
  for (const call of [theirs.accounts.retrieve(id), theirs.customers.list({}, { stripeAccount: id })]) {
    expect(await mode.refusal(call)).toMatchObject({ statusCode: 403, code: "account_invalid" });
  }
});

test("capabilities are listed, asked for and given back", async () => {
  const { id } = await mode.create({ capabilities: { transfers: { requested: true } } });
  const { data } = await mode.stripe.accounts.listCapabilities(id);
  expect(data).toMatchObject([
    { id: "transfers", object: "capability", account: id, requested: true, status: "inactive" },
  ]);
  expect(data[0]?.requirements).toMatchObject({ disabled_reason: "requirements.fields_needed" });
  expect(await mode.stripe.accounts.retrieveCapability(id, "card_payments")).toMatchObject({
    requested: false,
    requested_at: null,
    status: "unrequested",
  });
  const asked = await mode.stripe.accounts.updateCapability(id, "card_payments", { requested: true });
  expect(asked).toMatchObject({ requested: true, status: "inactive" });
  expect((await mode.stripe.accounts.retrieve(id)).capabilities).toEqual({
    card_payments: "inactive",
    transfers: "inactive",
  });
  await mode.stripe.accounts.updateCapability(id, "card_payments", { requested: false });
  expect((await mode.stripe.accounts.retrieve(id)).capabilities).toEqual({ transfers: "inactive" });
  expect(await mode.refusal(mode.stripe.accounts.retrieveCapability(id, "flying"))).toMatchObject({ statusCode: 404 });
});

test("capabilities are paused for inactivity by the URL that stands for it", async () => {
  const id = await mode.createEnabled();
  await mode.stripe.accounts.update(id, { business_profile: { url: "https://inactivity.stripe.com" } });
  await mode.finishChecks();
  expect(await mode.stripe.accounts.retrieveCapability(id, "card_payments")).toMatchObject({
    status: "inactive",
    requirements: { currently_due: [], disabled_reason: "paused.inactivity" },
  });
});

test("bank accounts are added, made the default, and deleted; a new one by update replaces the default", async () => {
  const { id } = await mode.create();
  const { accounts } = mode.stripe;
  const first = await accounts.createExternalAccount(id, { external_account: "btok_us" });
  expect(first).toMatchObject({ object: "bank_account", account: id, last4: "6789", default_for_currency: true });
  const numbers = { country: "US", currency: "usd", routing_number: "110000000", account_number: "000123456789" };
  const second = await accounts.createExternalAccount(id, { external_account: { object: "bank_account", ...numbers } });
  expect(second).toMatchObject({ default_for_currency: false, bank_name: "STRIPE TEST BANK", status: "new" });
  expect(await mode.refusal(accounts.deleteExternalAccount(id, first.id))).toMatchObject({ statusCode: 400 });
  await accounts.updateExternalAccount(id, second.id, { default_for_currency: true, account_holder_name: "Ada" });
  expect(await accounts.deleteExternalAccount(id, first.id)).toMatchObject({ id: first.id, deleted: true });
  expect((await accounts.listExternalAccounts(id)).data).toMatchObject([{ id: second.id, account_holder_name: "Ada" }]);

  const replaced = await accounts.update(id, { external_account: "btok_us_verified" });
  expect(replaced.external_accounts?.data).toMatchObject([{ default_for_currency: true }]);
  expect(replaced.external_accounts?.data.map((bank) => bank.id)).not.toContain(second.id);
  const wrong = { object: "bank_account" as const, ...numbers, account_number: "123456789012" };
  expect(await mode.refusal(accounts.createExternalAccount(id, { external_account: wrong }))).toMatchObject({
    code: "account_number_invalid",
    param: "bank_account[account_number]",
  });
});

test("an individual stays the representative", async () => {
  const { id, individual } = await mode.create(complete);
  const person = individual?.id ?? "";
  const resigned = mode.stripe.accounts.updatePerson(id, person, { relationship: { representative: false } });
  expect(await mode.refusal(resigned)).toMatchObject({
    statusCode: 400,
    param: "relationship[representative]",
  });
  expect(
    (await mode.stripe.accounts.updatePerson(id, person, { relationship: { title: "CEO" } })).relationship,
  ).toMatchObject({
    representative: true,
    title: "CEO",
  });
});
