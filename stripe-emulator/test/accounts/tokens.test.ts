import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientFor, keys } from "../harness.ts";
import { type ConnectMode, complete, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

describe("a token", () => {
  test("is made with the publishable key, which opens nothing else", async () => {
    const page = clientFor(mode.url, keys.publishableKey);
    const token = await page.tokens.create({ pii: { id_number: "000000000" } });
    expect(token).toMatchObject({ object: "token", type: "pii", used: false, livemode: false });
    expect(JSON.stringify(token)).not.toContain("000000000");
    for (const call of [page.tokens.retrieve(token.id), page.accounts.list()]) {
      expect(await mode.refusal(call)).toMatchObject({ statusCode: 403, code: "secret_key_required" });
    }
    const stranger = clientFor(mode.url, "pk_test_somebody_else");
    expect(await mode.refusal(stranger.tokens.create({ pii: { id_number: "1" } }))).toMatchObject({ statusCode: 401 });
  });

  test("makes an account with its terms accepted, once, and then only tokens change what is legal", async () => {
    const { individual, business_type, tos_acceptance: _, ...rest } = complete;
    const token = await mode.stripe.tokens.create({
      account: { business_type, individual, tos_shown_and_accepted: true },
    });
    const account = await mode.create({ ...rest, account_token: token.id });
    expect(account).toMatchObject({
      business_type: "individual",
      individual: { first_name: "Ada", id_number_provided: true },
      tos_acceptance: { date: expect.any(Number), ip: expect.any(String) },
      details_submitted: true,
    });
    expect((await mode.stripe.tokens.retrieve(token.id)).used).toBe(true);
    expect(await mode.refusal(mode.create({ ...rest, account_token: token.id }))).toMatchObject({
      code: "token_already_used",
      param: "account_token",
    });
    const direct = mode.stripe.accounts.update(account.id, { individual: { email: "grace@demo.test" } });
    expect(await mode.refusal(direct)).toMatchObject({ statusCode: 400, param: "individual" });
    const change = await mode.stripe.tokens.create({ account: { individual: { email: "grace@demo.test" } } });
    const changed = await mode.stripe.accounts.update(account.id, { account_token: change.id });
    expect(changed.individual?.email).toBe("grace@demo.test");
  });

  test("says what a person is, and stands for a number or a bank account", async () => {
    const { id } = await mode.create({ business_type: "company" });
    const pii = await mode.stripe.tokens.create({ pii: { id_number: "000000000" } });
    const person = await mode.stripe.tokens.create({
      person: { first_name: "Grace", relationship: { representative: true }, id_number: pii.id },
    });
    const made = await mode.stripe.accounts.createPerson(id, { person_token: person.id });
    expect(made).toMatchObject({
      first_name: "Grace",
      id_number_provided: true,
      relationship: { representative: true },
    });

    const numbers = { country: "US", currency: "usd", routing_number: "110000000", account_number: "000123456789" };
    const bank = await mode.stripe.tokens.create({ bank_account: numbers });
    expect(bank.id).toMatch(/^btok_/);
    expect(bank.bank_account).toMatchObject({ object: "bank_account", last4: "6789" });
    const added = await mode.stripe.accounts.createExternalAccount(id, { external_account: bank.id });
    expect(added).toMatchObject({ last4: "6789", routing_number: "110000000" });
  });

  test("that is not there, of another type, or of nothing is refused", async () => {
    const missing = await mode.refusal(mode.create({ account_token: "ct_none" }));
    expect(missing).toMatchObject({ statusCode: 400, code: "resource_missing", param: "account_token" });
    const pii = await mode.stripe.tokens.create({ pii: { id_number: "000000000" } });
    expect(await mode.refusal(mode.create({ account_token: pii.id }))).toMatchObject({ param: "account_token" });
    expect(await mode.refusal(mode.create({ account_token: "" }))).toMatchObject({
      message: "Invalid string id: ",
      param: "account_token",
    });
    expect(await mode.refusal(mode.stripe.tokens.create({}))).toMatchObject({ statusCode: 400 });
  });
});

test("nothing that was typed in of a number is kept", async () => {
  const numbers = ["123456789", "987654321", "000123456789"];
  const { id } = await mode.create({
    ...complete,
    individual: { ...complete.individual, id_number: "123456789", ssn_last_4: "6789" },
  });
  await mode.stripe.tokens.create({ pii: { id_number: "987654321" } });
  const everything = JSON.stringify([
    await mode.stripe.accounts.retrieve(id),
    mode.connect.received,
    await mode.control("GET", "/requests"),
  ]);
  for (const number of numbers) expect(everything).not.toContain(number);
});
