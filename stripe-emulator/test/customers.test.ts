import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({ webhookUrls: [] });
});
afterAll(() => mode.close());

const address = {
  city: "Oakland",
  country: "US",
  line1: "1 Test Way",
  line2: null,
  postal_code: "94607",
  state: "CA",
};

test("a customer made of nothing has every usual property and no hidden one", async () => {
  const customer = await mode.stripe.customers.create();
  expect(customer).toEqual({
    id: expect.stringMatching(/^cus_\w{14}$/),
    object: "customer",
    address: null,
    balance: 0,
    created: expect.any(Number),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: expect.stringMatching(/^[A-Z0-9]{8}$/),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  });
  expect(await mode.stripe.customers.retrieve(customer.id)).toEqual(customer);
});

test("hidden properties are there once expanded, and empty", async () => {
  const { id } = await mode.stripe.customers.create();
  const shown = await mode.stripe.customers.retrieve(id, { expand: ["sources", "subscriptions", "tax_ids"] });
  for (const name of ["sources", "subscriptions", "tax_ids"]) {
    expect(shown).toHaveProperty(name, {
      object: "list",
      data: [],
      has_more: false,
      url: `/v1/customers/${id}/${name}`,
    });
  }
  const error = await mode.refusal(mode.stripe.customers.retrieve(id, { expand: ["email"] }));
  expect(error.message).toBe("This property cannot be expanded (email).");
});

test("everything about a person is kept, changed and unset", async () => {
  const { line2: _, ...sent } = address;
  const person = {
    description: "An invented person",
    email: "ada@demo.test",
    name: "Ada Example",
    phone: "+15555550100",
    preferred_locales: ["de", "en"],
  };
  const customer = await mode.stripe.customers.create({
    ...person,
    address: sent,
    shipping: { name: "Ada Example", address: { line1: "1 Test Way" } },
    metadata: { user_id: "usr_1", plan: "a" },
  });
  expect(customer).toMatchObject({
    ...person,
    address,
    shipping: {
      name: "Ada Example",
      phone: null,
      address: { city: null, country: null, line1: "1 Test Way", line2: null, postal_code: null, state: null },
    },
    metadata: { user_id: "usr_1", plan: "a" },
  });

  const changed = await mode.stripe.customers.update(customer.id, {
    name: "Ada Sample",
    address: { city: "Berkeley" },
    metadata: { plan: "" },
  });
  expect(changed).toEqual({
    ...customer,
    name: "Ada Sample",
    address: { ...address, city: "Berkeley" },
    metadata: { user_id: "usr_1" },
  });

  const unset = await mode.stripe.customers.update(customer.id, {
    description: "",
    email: "",
    phone: "",
    address: "",
    shipping: "",
    metadata: "",
  });
  expect(unset).toMatchObject({
    description: null,
    email: null,
    name: "Ada Sample",
    phone: null,
    address: null,
    shipping: null,
    metadata: {},
  });
  expect(await mode.stripe.customers.retrieve(customer.id)).toEqual(unset);
});

test.each([
  ["an unknown parameter", { colour: "red" }, "parameter_unknown", "colour"],
  ["an unknown part of an address", { address: { planet: "Earth" } }, "parameter_unknown", "address[planet]"],
  ["an e-mail address that is none", { email: "ada at home" }, "email_invalid", "email"],
  ["a name that is too long", { name: "a".repeat(257) }, undefined, "name"],
  ["a phone number that is too long", { phone: "1".repeat(21) }, undefined, "phone"],
  ["shipping without an address", { shipping: { name: "Ada" } }, "parameter_missing", "shipping[address]"],
  ["shipping without a name", { shipping: { address: { line1: "a" } } }, "parameter_missing", "shipping[name]"],
  ["an address that is a text", { address: "1 Test Way" }, undefined, "address"],
  ["locales that are no list", { preferred_locales: "de" }, undefined, "preferred_locales"],
  ["metadata beyond its limits", { metadata: { a: "b".repeat(501) } }, undefined, "metadata[a]"],
])("%s is refused and changes nothing", async (_name, parameters, code, param) => {
  const customer = await mode.stripe.customers.create({ name: "Ada Example" });
  // What the SDK's types forbid is just what is sent.
  const wrong = parameters as object;
  for (const call of [mode.stripe.customers.create(wrong), mode.stripe.customers.update(customer.id, wrong)]) {
    expect(await mode.refusal(call)).toMatchObject({ statusCode: 400, code, param });
  }
  expect(await mode.stripe.customers.retrieve(customer.id)).toEqual(customer);
});

test("customers are listed newest first, and found by exact e-mail and by time", async () => {
  const [older, , newer] = [
    await mode.stripe.customers.create({ email: "twice@demo.test" }),
    await mode.stripe.customers.create({ email: "Twice@demo.test" }),
    await mode.stripe.customers.create({ email: "twice@demo.test" }),
  ];
  const found = await mode.stripe.customers.list({ email: "twice@demo.test" });
  expect(found.url).toBe("/v1/customers");
  expect(found.data.map(({ id }) => id)).toEqual([newer.id, older.id]);
  expect((await mode.stripe.customers.list({ email: "nobody@demo.test" })).data).toEqual([]);
  expect((await mode.stripe.customers.list({ created: { gt: newer.created + 1000 } })).data).toEqual([]);
});

test("a deleted customer is an id that says so, and nothing else of it is left", async () => {
  const customer = await mode.stripe.customers.create({ email: "gone@demo.test", name: "Ada Example" });
  const gone = { id: customer.id, object: "customer", deleted: true };
  expect(await mode.stripe.customers.del(customer.id)).toEqual(gone);
  expect(await mode.stripe.customers.retrieve(customer.id)).toEqual(gone);
  expect((await mode.stripe.customers.list({ email: "gone@demo.test" })).data).toEqual([]);
  const listed = await mode.stripe.customers.list({ limit: 100 });
  expect(listed.data.map(({ id }) => id)).not.toContain(customer.id);

  const message = `No such customer: '${customer.id}'`;
  const update = mode.stripe.customers.update(customer.id, { name: "Somebody" });
  expect(await mode.refusal(update)).toMatchObject({ statusCode: 404, code: "resource_missing", message });
  const again = mode.stripe.customers.del(customer.id);
  expect(await mode.refusal(again)).toMatchObject({ statusCode: 404, code: "resource_missing", message });
});

test("paging goes on from a customer that was deleted meanwhile", async () => {
  const older = await mode.stripe.customers.create();
  const newer = await mode.stripe.customers.create();
  await mode.stripe.customers.del(newer.id);
  const page = await mode.stripe.customers.list({ starting_after: newer.id, limit: 1 });
  expect(page.data.map(({ id }) => id)).toEqual([older.id]);
});

test("a session cannot be related to a customer that is not there", async () => {
  const create = (related_customer: string) =>
    mode.stripe.identity.verificationSessions.create({ type: "document", related_customer });
  const customer = await mode.stripe.customers.create();
  expect((await create(customer.id)).related_customer).toBe(customer.id);

  await mode.stripe.customers.del(customer.id);
  for (const id of [customer.id, "cus_nobody"]) {
    expect(await mode.refusal(create(id))).toMatchObject({
      statusCode: 400,
      code: "resource_missing",
      param: "related_customer",
      message: `No such customer: '${id}'`,
    });
  }
});

test("a restricted key needs permissions of its own", async () => {
  const error = await mode.refusal(mode.restricted.customers.create());
  expect([error.statusCode, error.type]).toEqual([403, "StripePermissionError"]);
  await mode.control("POST", "/keys/permissions", { permissions: ["customers_read"] });
  expect((await mode.restricted.customers.list({ limit: 1 })).object).toBe("list");
  expect((await mode.refusal(mode.restricted.customers.create())).statusCode).toBe(403);
});

test("what happens to a customer is an event, and what changed nothing is none", async () => {
  const created = await mode.stripe.customers.create({ name: "Ada Example", metadata: { a: "1" } });
  const updated = await mode.stripe.customers.update(created.id, { name: "Ada Sample", metadata: { b: "2" } });
  await mode.stripe.customers.update(created.id, { name: "Ada Sample" });
  await mode.stripe.customers.del(created.id);

  const events = await mode.stripe.events.list({ type: "customer.*", limit: 3 });
  expect(events.data.map(({ type, data }) => [type, data])).toEqual([
    ["customer.deleted", { object: updated }],
    ["customer.updated", { object: updated, previous_attributes: { name: "Ada Example", metadata: { a: "1" } } }],
    ["customer.created", { object: created }],
  ]);
  expect(events.data[2]?.request?.id).toBe(created.lastResponse.requestId);
});
