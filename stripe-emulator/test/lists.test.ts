import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
const ids: string[] = [];
beforeAll(async () => {
  mode = await startTestMode({ webhookUrls: [] });
  for (let index = 0; index < 25; index += 1) {
    const session = await mode.stripe.identity.verificationSessions.create({
      type: "document",
      client_reference_id: index % 5 === 0 ? "fifth" : `user_${index}`,
    });
    ids.unshift(session.id);
  }
});
afterAll(() => mode.close());

const list = (parameters: Record<string, unknown> = {}) => mode.stripe.identity.verificationSessions.list(parameters);
const idsOf = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id);

test("a list has exactly four keys, ten items, newest first, also within one second", async () => {
  const page = await list();
  expect(Object.keys(page).sort()).toEqual(["data", "has_more", "object", "url"]);
  expect(page).toMatchObject({ object: "list", has_more: true, url: "/v1/identity/verification_sessions" });
  expect(idsOf(page)).toEqual(ids.slice(0, 10));
});

test("limits out of range are clamped", async () => {
  expect((await list({ limit: 0 })).data).toHaveLength(1);
  expect((await list({ limit: 1000 })).data).toHaveLength(25);
});

test("cursors are exclusive and has_more looks in their direction", async () => {
  const after = await list({ limit: 10, starting_after: ids[9] });
  expect([idsOf(after), after.has_more]).toEqual([ids.slice(10, 20), true]);
  expect((await list({ limit: 10, starting_after: ids[19] })).has_more).toBe(false);

  const before = await list({ limit: 3, ending_before: ids[9] });
  expect([idsOf(before), before.has_more]).toEqual([ids.slice(6, 9), true]);
  expect((await list({ limit: 10, ending_before: ids[5] })).has_more).toBe(false);
});

test("an unknown cursor is refused before both cursors at once are", async () => {
  const unknown = await mode.refusal(list({ starting_after: "vs_nowhere", ending_before: ids[0] }));
  expect(unknown).toMatchObject({ statusCode: 400, code: "resource_missing", param: "starting_after" });
  const both = await mode.refusal(list({ starting_after: ids[3], ending_before: ids[0] }));
  expect(both.message).toBe("Received both starting_after and ending_before parameters. Please pass in only one.");
});

test("the SDK pages through everything once", async () => {
  const seen: string[] = [];
  for await (const session of list({ limit: 4 })) seen.push(session.id);
  expect(seen).toEqual(ids);
});

test("filters narrow by reference, status and time", async () => {
  expect((await list({ client_reference_id: "fifth" })).data).toHaveLength(5);
  await mode.stripe.identity.verificationSessions.cancel(ids[0] ?? "");
  expect(idsOf(await list({ status: "canceled" }))).toEqual([ids[0]]);

  await mode.control("POST", "/clock", { advanceSeconds: 100 });
  const later = await mode.stripe.identity.verificationSessions.create({ type: "document" });
  expect(idsOf(await list({ created: { gte: later.created } }))).toEqual([later.id]);
  expect(idsOf(await list({ created: later.created }))).toEqual([later.id]);
  expect((await list({ created: { lt: later.created }, limit: 100 })).data).toHaveLength(25);
});

test("a path that cannot be expanded fails the request with Stripe's words", async () => {
  const retrieve = (expand: string[]) => mode.stripe.identity.verificationSessions.retrieve(ids[1] ?? "", { expand });
  expect((await mode.refusal(retrieve(["status"]))).message).toBe("This property cannot be expanded (status).");
  expect((await mode.refusal(retrieve(["a.b.c.d.e"]))).message).toContain("more than 4 levels");
  expect((await mode.refusal(list({ expand: ["verified_outputs"] }))).message).toContain("data.verified_outputs");
});

test("expand shows what is hidden and replaces ids, in lists too", async () => {
  const session = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    provided_details: { email: "ada@demo.test" },
  });
  expect(session).not.toHaveProperty("provided_details");
  expect(session).not.toHaveProperty("verified_outputs");
  await mode.submit(session.id, "verified");

  const expand = ["data.last_verification_report", "data.provided_details", "data.verified_outputs"];
  const [shown] = (await list({ limit: 1, expand })).data;
  expect(shown?.provided_details).toEqual({ email: "ada@demo.test" });
  expect(shown?.last_verification_report).toMatchObject({ object: "identity.verification_report" });
  expect(Object.keys(shown?.verified_outputs ?? {}).sort()).toEqual(
    ["address", "email", "first_name", "id_number_type", "last_name", "phone"].sort(),
  );
});

test("metadata merges, empties one key, empties all, and has limits", async () => {
  const { id } = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    metadata: { a: "1", b: "2" },
  });
  const update = async (metadata: Record<string, string> | "") =>
    (await mode.stripe.identity.verificationSessions.update(id, { metadata: metadata as Record<string, string> }))
      .metadata;
  expect(await update({ b: "3", c: "4" })).toEqual({ a: "1", b: "3", c: "4" });
  expect(await update({ a: "" })).toEqual({ b: "3", c: "4" });
  expect(await update("")).toEqual({});

  await expect(update({ ["k".repeat(41)]: "v" })).rejects.toThrow("40 characters");
  await expect(update({ k: "v".repeat(501) })).rejects.toThrow("500 characters");
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]));
  await expect(update(many)).rejects.toThrow("50 keys");
});
