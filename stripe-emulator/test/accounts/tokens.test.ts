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
    expect(await mode.refusal(direct)).toMatchObject({
      statusCode: 400,
      message:
        "This account can only be updated with an account token, because it was originally created with an account token. (Attempted to update param 'individual[email]' directly.)",
    });
    const person = account.individual?.id ?? "";
    const other = mode.stripe.accounts.updatePerson(account.id, person, { address: { city: "Berkeley" } });
    expect(await mode.refusal(other)).toMatchObject({ statusCode: 400, param: "address[city]" });
    const change = await mode.stripe.tokens.create({ account: { individual: { email: "grace@demo.test" } } });
    const changed = await mode.stripe.accounts.update(account.id, { account_token: change.id });
    expect(changed.individual?.email).toBe("grace@demo.test");
    const { email } = await mode.stripe.accounts.updatePerson(account.id, person, { email: "" });
    expect(email).toBeNull();
    expect((await mode.stripe.accounts.update(account.id, { business_profile: { mcc: "5734" } })).id).toBe(account.id);
  });

  test("says nothing of the terms of an account that is there", async () => {
    const { id } = await mode.create({ business_type: "individual" });
    const token = await mode.stripe.tokens.create({
      account: { individual: { first_name: "Ada" }, tos_shown_and_accepted: true },
    });
    const { individual, tos_acceptance: terms } = await mode.stripe.accounts.update(id, { account_token: token.id });
    expect([individual?.first_name, terms?.date]).toEqual(["Ada", null]);
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

describe("a platform of France", () => {
  let french: ConnectMode;
  beforeAll(async () => {
    french = await startConnectMode({ platformCountry: "FR" });
  });
  afterAll(() => french.close());

  test("is one of France, and its accounts are unless it says so", async () => {
    expect(await french.stripe.accounts.retrieveCurrent()).toMatchObject({ country: "FR" });
    expect(await mode.stripe.accounts.retrieveCurrent()).toMatchObject({ country: "US" });
    const token = await french.stripe.tokens.create({ account: { individual: { first_name: "Ada" } } });
    const made = await french.stripe.accounts.create({ type: "custom", account_token: token.id });
    expect(made).toMatchObject({ country: "FR", default_currency: "eur" });
  });

  test("makes accounts by tokens, of whatever country", async () => {
    for (const country of ["FR", "US"]) {
      const refusal = await french.refusal(french.create({ country, business_type: "individual" }));
      expect(refusal).toMatchObject({
        statusCode: 400,
        rawType: "invalid_request_error",
        message:
          "Connect platforms based in FR must create accounts via account tokens when `controller[requirement_collection]=application`, which includes Custom accounts.",
      });
    }
  });

  test("makes persons by tokens, and changes them by tokens", async () => {
    const company = { business_type: "company" as const, company: { name: "Wires" } };
    const { id: account_token } = await french.stripe.tokens.create({ account: company });
    const { id } = await french.create({ country: "DE", account_token });
    const person = { first_name: "Ada", relationship: { representative: true } };
    expect(await french.refusal(french.stripe.accounts.createPerson(id, person))).toMatchObject({
      statusCode: 400,
      param: "person_token",
    });
    const { id: person_token } = await french.stripe.tokens.create({ person });
    const made = await french.stripe.accounts.createPerson(id, { last_name: "Example", person_token });
    expect(made).toMatchObject({ first_name: "Ada", last_name: "Example", relationship: { representative: true } });
    const direct = french.stripe.accounts.updatePerson(id, made.id, { email: "ada@demo.test" });
    expect(await french.refusal(direct)).toMatchObject({ statusCode: 400, param: "email" });
    const { id: more } = await french.stripe.tokens.create({ person: { email: "ada@demo.test" } });
    const changed = await french.stripe.accounts.updatePerson(id, made.id, { person_token: more });
    expect(changed).toMatchObject({ first_name: "Ada", email: "ada@demo.test" });
    expect(await french.stripe.accounts.updatePerson(id, made.id, { metadata: { seat: "1" } })).toMatchObject({
      metadata: { seat: "1" },
    });
  });

  test("can have the rest filled in on Stripe's form", async () => {
    const { id: account_token } = await french.stripe.tokens.create({
      account: { business_type: "individual", individual: { first_name: "Ada" }, tos_shown_and_accepted: true },
    });
    const { id } = await french.create({ country: "FR", account_token });
    const { url } = await french.stripe.accountLinks.create({
      account: id,
      type: "account_onboarding",
      refresh_url: "https://app.demo.test/refresh",
      return_url: "https://app.demo.test/return",
    });
    const form = await fetch(url, { redirect: "manual" });
    const page = new URL(form.headers.get("location") ?? url, french.url);
    await fetch(page, { method: "POST", body: new URLSearchParams({ action: "fill" }), redirect: "manual" });
    expect((await french.stripe.accounts.retrieve(id)).details_submitted).toBe(true);
  });
});

test("a country that is none is no option", async () => {
  await expect(startConnectMode({ platformCountry: "france" })).rejects.toThrow("platformCountry");
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
