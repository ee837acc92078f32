import { describe, expect, test } from "vitest";
import { expectInvalid, stripe, uniqueName } from "../target.ts";

const { customers } = stripe;

describe("customers", () => {
  test("are created, retrieved, updated and listed by e-mail", async () => {
    const email = `${uniqueName("ada")}@demo.test`;
    const created = await customers.create({
      name: "Ada Example",
      email,
      phone: "+15555550100",
      description: "Invented",
      address: { line1: "1 Test Way", city: "Oakland", state: "CA", postal_code: "94607", country: "US" },
      metadata: { user_id: "usr_42" },
    });
    expect(created).toMatchObject({ object: "customer", name: "Ada Example", email, livemode: false });
    expect(created.id).toMatch(/^cus_/);
    expect(await customers.retrieve(created.id)).toEqual(created);

    const updated = await customers.update(created.id, { name: "", metadata: { user_id: "", plan: "free" } });
    expect(updated).toMatchObject({ id: created.id, name: null, email, metadata: { plan: "free" } });
    expect((await customers.list({ email })).data).toEqual([updated]);
    expect((await customers.list({ email, created: { lt: created.created - 60 } })).data).toEqual([]);
  });

  test("answer in short once deleted", async () => {
    const { id } = await customers.create({ name: "Grace Example" });
    const short = { id, object: "customer", deleted: true };
    expect(await customers.del(id)).toEqual(short);
    expect(await customers.retrieve(id)).toEqual(short);
    await expectInvalid(customers.update(id, { name: "Nobody" }), {
      status: 404,
      code: "resource_missing",
      param: expect.any(String),
      message: `No such customer: '${id}'`,
    });
  });

  test("that nobody made are 404", async () => {
    await expectInvalid(customers.retrieve("cus_none"), {
      status: 404,
      code: "resource_missing",
      param: expect.any(String),
      message: "No such customer: 'cus_none'",
    });
  });

  test("are paged", async () => {
    const email = `${uniqueName("page")}@demo.test`;
    const ids: string[] = [];
    for (let made = 0; made < 3; made++) ids.unshift((await customers.create({ email })).id);
    const all = await customers.list({ email, limit: 1 }).autoPagingToArray({ limit: 10 });
    expect(all.map(({ id }) => id)).toEqual(ids);
  });
});
