import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { platformAccount } from "../src/http/keys.ts";
import type { VerificationSessionRecord } from "../src/records/verification-session.ts";
import { Database } from "../src/store/database.ts";
import { Objects } from "../src/store/objects.ts";
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
  expect((await list({ limit: -5 })).data).toHaveLength(1);
  expect((await list({ limit: 1000 })).data).toHaveLength(25);
  expect((await list({ limit: "" })).data).toHaveLength(10);
  expect(await mode.refusal(list({ limit: "ten" }))).toMatchObject({
    code: "parameter_invalid_integer",
    param: "limit",
    message: "Invalid integer: ten",
  });
});

test("cursors are exclusive and has_more looks in their direction", async () => {
  const after = await list({ limit: 10, starting_after: ids[9] });
  expect([idsOf(after), after.has_more]).toEqual([ids.slice(10, 20), true]);
  expect((await list({ limit: 10, starting_after: ids[19] })).has_more).toBe(false);

  const before = await list({ limit: 3, ending_before: ids[9] });
  expect([idsOf(before), before.has_more]).toEqual([ids.slice(6, 9), true]);
  expect((await list({ limit: 10, ending_before: ids[5] })).has_more).toBe(false);
  // Pages that are just full.
  expect((await list({ limit: 5, starting_after: ids[19] })).has_more).toBe(false);
  expect((await list({ limit: 5, ending_before: ids[5] })).has_more).toBe(false);
  expect((await list({ limit: 25 })).has_more).toBe(false);
});

test("an unknown cursor is refused before both cursors at once are", async () => {
  const unknown = await mode.refusal(list({ starting_after: "vs_nowhere", ending_before: ids[0] }));
  expect(unknown).toMatchObject({ statusCode: 400, code: "resource_missing", param: "starting_after" });
  const both = await mode.refusal(list({ starting_after: ids[3], ending_before: ids[0] }));
  expect(both.message).toBe("Received both starting_after and ending_before parameters. Please pass in only one.");
});

test("a cursor of another kind of object is unknown", async () => {
  const customer = await mode.stripe.customers.create({});
  const error = await mode.refusal(list({ ending_before: customer.id }));
  expect(error).toMatchObject({ statusCode: 400, code: "resource_missing", param: "ending_before" });
});

test("the SDK pages backwards too", async () => {
  const seen: string[] = [];
  for await (const session of list({ limit: 4, ending_before: ids[10] })) seen.push(session.id);
  expect(seen).toEqual(ids.slice(0, 10).reverse());
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
  expect((await list({ created: { lte: later.created }, limit: 100 })).data).toHaveLength(26);
  expect((await list({ created: { gt: later.created } })).data).toHaveLength(0);
  expect(idsOf(await list({ created: { gt: later.created - 1, lt: later.created + 1 } }))).toEqual([later.id]);
  expect(idsOf(await list({ created: { gte: later.created }, status: "requires_input", limit: 1 }))).toEqual([
    later.id,
  ]);
});

test("a bound of created is an integer under a known name", async () => {
  expect(await mode.refusal(list({ created: { after: 1 } }))).toMatchObject({
    code: "parameter_unknown",
    param: "created[after]",
  });
  expect(await mode.refusal(list({ created: { gte: "yesterday" } }))).toMatchObject({
    code: "parameter_invalid_integer",
    param: "created[gte]",
  });
  expect((await mode.refusal(list({ created: "yesterday" }))).param).toBe("created");
});

test("sessions are found by the customer they are related to", async () => {
  const customer = await mode.stripe.customers.create({});
  const ofCustomer = [];
  for (let index = 0; index < 3; index += 1) {
    ofCustomer.unshift(
      await mode.stripe.identity.verificationSessions.create({ type: "document", related_customer: customer.id }),
    );
  }
  const ofAccount = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    related_customer_account: "acct_1",
  });
  const first = await list({ related_customer: customer.id, limit: 2 });
  expect([idsOf(first), first.has_more]).toEqual([ofCustomer.slice(0, 2).map(({ id }) => id), true]);
  const second = await list({ related_customer: customer.id, limit: 2, starting_after: first.data[1]?.id });
  expect([idsOf(second), second.has_more]).toEqual([[ofCustomer[2]?.id], false]);
  expect(idsOf(await list({ related_customer_account: "acct_1" }))).toEqual([ofAccount.id]);
  expect((await list({ related_customer: "cus_nobody" })).data).toEqual([]);
});

test.each([
  [
    "/v1/identity/verification_sessions",
    "status",
    "client_reference_id",
    "related_customer",
    "related_customer_account",
  ],
  ["/v1/identity/verification_reports", "type", "verification_session", "client_reference_id"],
  ["/v1/customers", "email", "starting_after", "ending_before"],
  ["/v1/events", "type"],
  ["/v1/files", "purpose"],
  ["/v1/file_links", "file"],
])("an empty filter of %s is refused, and does not list everything", async (path, ...names) => {
  for (const name of names) {
    const refusal = await mode.refusal(mode.stripe.rawRequest("GET", `${path}?${name}=`));
    expect(refusal).toMatchObject({ statusCode: 400, code: "parameter_invalid_empty", param: name });
  }
});

test("there is no filter by metadata", async () => {
  expect((await mode.refusal(list({ metadata: { a: "b" } }))).code).toBe("parameter_unknown");
});

/** A data folder with sessions, oldest first, as the emulator would have kept them. */
function keepSessions(count: number, more: (index: number) => Partial<VerificationSessionRecord>): string {
  const dataDir = mkdtempSync(join(tmpdir(), "stripe-emulator-"));
  const database = new Database(dataDir);
  const objects = new Objects(database);
  database.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      objects.insert("verification_session", platformAccount, {
        id: idAt(index),
        object: "identity.verification_session",
        client_reference_id: null,
        created: 1_790_000_000,
        last_error: null,
        last_verification_report: null,
        livemode: false,
        metadata: {},
        options: { document: {} },
        provided_details: null,
        redaction: null,
        related_customer: null,
        related_customer_account: null,
        status: "requires_input",
        type: "document",
        internal: { returnUrl: null, outputs: null, processedAt: null, pending: null },
        ...more(index),
      });
    }
  });
  database.close();
  return dataDir;
}

const idAt = (index: number) => `vs_${String(index).padStart(24, "0")}`;

test("the SDK pages through 10,000 sessions, thousands of one second among them, each once and newest first", async () => {
  const dataDir = keepSessions(10_000, (index) => ({
    created: 1_790_000_000 + Math.floor(index / 3000),
    ...(index % 4 === 0 && { client_reference_id: "fourth" }),
  }));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const full = await startTestMode({ webhookUrls: [], dataDir });
  onTestFinished(() => full.close());
  const { verificationSessions } = full.stripe.identity;

  const seen: string[] = [];
  for await (const session of verificationSessions.list({ limit: 100 })) seen.push(session.id);
  expect(seen).toEqual(Array.from({ length: 10_000 }, (_, index) => idAt(9999 - index)));

  const backwards: string[] = [];
  for await (const session of verificationSessions.list({ limit: 100, ending_before: idAt(0) })) {
    backwards.push(session.id);
  }
  expect(backwards).toEqual(seen.slice(0, -1).reverse());

  const filtered = await verificationSessions
    .list({ limit: 100, client_reference_id: "fourth" })
    .autoPagingToArray({ limit: 10_000 });
  expect(filtered.map(({ id }) => id)).toEqual(seen.filter((_, index) => (9999 - index) % 4 === 0));
});

test("every filter reads an index in the order of the page", () => {
  const database = new Database(null);
  onTestFinished(() => database.close());
  const filters: [string, string][] = [
    ["verification_session", "status"],
    ["verification_session", "client_reference_id"],
    ["verification_session", "related_customer"],
    ["verification_session", "related_customer_account"],
    ["verification_report", "type"],
    ["verification_report", "verification_session"],
    ["verification_report", "client_reference_id"],
    ["file", "purpose"],
    ["file_link", "file"],
    ["event", "type"],
    ["customer", "email"],
  ];
  for (const [kind, property] of filters) {
    const plan = database.all<{ detail: string }>(
      `explain query plan select document from ${kind} where account = ? and document ->> '$.${property}' = ?
      order by created desc, sequence desc limit 11`,
      "acct",
      "value",
    );
    expect(plan.map(({ detail }) => detail)).toEqual([
      expect.stringContaining(`USING INDEX ${kind}_list_${property} (account=? AND <expr>=?)`),
    ]);
  }
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
