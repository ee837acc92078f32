import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { POST } from "@/app/api/stripe/webhook/route";
import { translatorOf } from "@/i18n/translator";
import { writeHead } from "@/lib/audit/head";
import { verifyChain } from "@/lib/audit/verify";
import { databasePool } from "@/lib/db/client";
import { latestMigration } from "@/lib/db/health";
import { type Env, env, readEnv } from "@/lib/env";
import type { Check, Patient } from "@/lib/health/doctor/check";
import { environmentChecks, runChecks } from "@/lib/health/doctor/checks";
import { printReport } from "@/lib/health/doctor/print";
import { seal } from "@/lib/pii/cipher";
import { sessionEvents } from "@/lib/stripe/session-events";
import { setClock } from "@/lib/time";
import { watchForDeadWorkers } from "@/lib/worker/dead-workers";
import { createTestDatabase } from "@/testkit/database";
import { control, stripe } from "@/testkit/in-process/stripe";

// The web of these tests: the route itself, at an address that the emulator reaches.
const web = createServer((incoming, answer) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", async () => {
    const headers = { "stripe-signature": String(incoming.headers["stripe-signature"]) };
    const request = new Request(`${process.env.APP_URL}${incoming.url}`, {
      method: "POST",
      headers,
      body: Buffer.concat(chunks),
    });
    const response = await POST(request);
    answer.writeHead(response.status).end(await response.text());
  });
});
const mail = new SMTPServer({ authOptional: true, disabledCommands: ["AUTH", "STARTTLS"] });

const words = await translatorOf("en", "doctor", (error) => {
  throw error;
});

let endpointId = "";
let live: { stop: () => Promise<void> };

beforeAll(async () => {
  web.listen(0, "127.0.0.1");
  await once(web, "listening");
  const smtp = mail.listen(0, "127.0.0.1");
  await once(smtp, "listening");
  // A cast each, because both listen on a port.
  const appUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  process.env.SMTP_URL = `smtp://127.0.0.1:${(smtp.address() as AddressInfo).port}`;
  process.env.APP_URL = appUrl;

  // By hand, because the app's environment is read only once, and this secret must be in it.
  const created = await fetch(`${process.env.STRIPE_API_BASE}/v1/webhook_endpoints`, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.STRIPE_SECRET_KEY}` },
    body: new URLSearchParams([
      ["url", `${appUrl}/api/stripe/webhook`],
      ...sessionEvents.map((type) => ["enabled_events[]", type]),
    ]),
  });
  const endpoint = await created.json();
  endpointId = endpoint.id;
  process.env.STRIPE_WEBHOOK_SECRET = endpoint.secret;
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  live = await watchForDeadWorkers(env().databaseUrl, () => {});
  await stripe().identity.verificationSessions.create({ type: "document" });
});

afterEach(async () => {
  setClock(new Date());
  await control("/keys/permissions", {
    permissions: ["identity_read", "recent_sensitive", "files_read", "files_write"],
  });
  await stripe().webhookEndpoints.update(endpointId, { enabled_events: [...known], disabled: false });
});

afterAll(async () => {
  await live.stop();
  web.close();
  mail.close();
});

const known = (["created", "processing", "verified", "requires_input", "canceled", "redacted"] as const).map(
  (name) => `identity.verification_session.${name}` as const,
);

const examine = (change: Partial<Patient> = {}) =>
  runChecks({ env: env(), database: databasePool(), words, locale: "en", forwarded: false, ...change });

/** Ends with its test: the server of the tests has a hundred connections, and each pool keeps some for ten seconds. */
function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  onTestFinished(() => pool.end());
  return pool;
}

/** A database of its own, to break. */
async function ownDatabase(...statements: string[]): Promise<pg.Pool> {
  const pool = openPool({
    connectionString: await createTestDatabase(),
    statement_timeout: 5_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 5_000,
  });
  for (const statement of statements) await pool.query(statement);
  return pool;
}

/** What a check found, found by its name: `state: what`. */
const found = (checks: Check[], name: string) => {
  const check = checks.find((each) => each.name === name);
  if (check && check.state !== "ok" && check.state !== "unknown") {
    expect(check.why?.length, name).toBeGreaterThan(10);
    expect(check.fix?.length, name).toBeGreaterThan(10);
  }
  return `${check?.state}: ${check?.what}`;
};
const withStripe = (change: Partial<Env["stripe"]>): Partial<Patient> => ({
  env: { ...env(), stripe: { ...env().stripe, ...change } },
});

test("where all is well nothing needs fixing, and no key is told", async () => {
  const report = await examine();
  // The databases of tests do without fsync, and no reconciler has run.
  const states = Object.fromEntries(report.checks.map(({ name, state }) => [name, state]));
  expect(states).toEqual({
    "Secret key": "ok",
    "Publishable key": "ok",
    "Restricted key": "ok",
    "Its limits": "ok",
    "Sensitive results": "ok",
    Endpoint: "ok",
    Events: "ok",
    Secret: "ok",
    api_version: "ok",
    // Of sellers there is none here: connect.db.test.ts.
    "Connect endpoint": "unknown",
    "Connect events": "unknown",
    "Connect secret": "unknown",
    "Last event": "unknown",
    "Accounts read": "unknown",
    "Calls to Stripe": "ok",
    Version: "ok",
    Migrations: "ok",
    "Time limits": "ok",
    "Time zone": "ok",
    Durability: "warning",
    "Data keys": "ok",
    "Audit log": "ok",
    Queue: "ok",
    Workers: "ok",
    Reconciler: "unknown",
    Mail: "ok",
    Clock: "ok",
  });
  expect(report.figures?.workers).toBe(1);
  expect(found(report.checks, "Secret key")).toMatch(/^ok: sk_test_….{4}, works, test mode, acct_1E…00$/);
  expect(found(report.checks, "Restricted key")).toMatch(
    /^ok: rk_test_….{4}, same account and mode, allowed Identity sessions: Read; Files: Write$/,
  );
  // The emulator has no payments, and says of them what Stripe says of addresses that do not exist.
  expect(found(report.checks, "Its limits")).toBe(
    "ok: Refused Identity sessions: Write; Customers: Read, Write; Events: Read; Webhook Endpoints: Read, Write; " +
      "not told Charges: Read, Write; PaymentIntents: Read, Write; Payouts: Read, Write",
  );
  const printed = printReport({ source: "", env: env(), ...report }, words, { coloured: true });
  const { secretKey, publishableKey, restrictedKey, webhookSecrets } = env().stripe;
  for (const key of [secretKey, publishableKey, restrictedKey, ...webhookSecrets]) {
    expect(printed).not.toContain(key.slice(-8));
    expect(printed).toContain(key.slice(-4));
  }
});

test("what was tried at Stripe made, changed and read nothing", async () => {
  const before = await stripe().events.list({ limit: 100 });
  await control("/keys/permissions", {
    permissions: [
      ...["identity_read", "identity_write", "files_read", "files_write", "events_read", "accounts_kyc_basic_read"],
      ...["customers_read", "customers_write", "webhooks_read", "webhooks_write"],
    ],
  });
  await examine();
  expect((await stripe().events.list({ limit: 100 })).data).toEqual(before.data);
  expect((await stripe().webhookEndpoints.list()).data).toHaveLength(1);
  expect((await stripe().customers.list()).data).toEqual([]);
  expect((await stripe().fileLinks.list()).data).toEqual([]);
});

test.each([
  ["customers_read", "Customers: Read"],
  ["customers_write", "Customers: Write"],
  ["events_read", "Events: Read"],
  ["identity_write", "Identity sessions: Write"],
  ["webhooks_read", "Webhook Endpoints: Read"],
  ["webhooks_write", "Webhook Endpoints: Write"],
])("a restricted key that has %s too may do too much", async (permission, named) => {
  await control("/keys/permissions", {
    permissions: ["identity_read", "recent_sensitive", "files_read", "files_write", permission],
  });
  const { checks } = await examine();
  expect(found(checks, "Restricted key")).toMatch(new RegExp(`^failed: rk_test_….{4} may do more .*: ${named}$`));
});

test("a restricted key that may not do its work says what it lacks", async () => {
  await control("/keys/permissions", { permissions: ["identity_read", "files_read", "files_write"] });
  expect(found((await examine()).checks, "Sensitive results")).toMatch(/^failed: .*may not read birth dates/);
  await control("/keys/permissions", { permissions: ["recent_sensitive"] });
  expect(found((await examine()).checks, "Restricted key")).toMatch(
    /^failed: .*: Identity sessions: Read; Files: Write$/,
  );
});

test("several things that a restricted key may do too much stand beside each other", async () => {
  await control("/keys/permissions", {
    permissions: ["identity_read", "customers_read", "customers_write", "events_read"],
  });
  expect(found((await examine()).checks, "Restricted key")).toMatch(/: Customers: Read, Write; Events: Read$/);
});

type Rewrite = (answer: string, path: string, authorization: string) => string;

/** Something that stands before the emulator and answers as it does, but for what is rewritten. */
async function standIn(rewrite: Rewrite): Promise<string> {
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { authorization = "", "content-type": type = "" } = incoming.headers;
    const passed = await fetch(`${env().stripe.apiBase}${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers: { authorization, ...(type && { "content-type": type }) },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const text = rewrite(await passed.text(), incoming.url ?? "", authorization);
    answer.writeHead(passed.status, { "content-type": "application/json" }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  // A cast, because it listens on a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a restricted key of another account is told, by the name that its refusals give", async () => {
  const apiBase = await standIn((answer, _path, authorization) =>
    authorization.includes("rk_test_") ? answer.replaceAll(/acct_\w+/g, "acct_1SomebodyElses0") : answer,
  );
  expect(found((await examine(withStripe({ apiBase }))).checks, "Restricted key")).toMatch(
    /^failed: rk_test_….{4} belongs to acct_1S…s0, the secret key to acct_1E…00$/,
  );
});

test("an account that is not told, and a publishable key of which nothing can be known, are not guessed", async () => {
  const apiBase = await standIn((answer, path) =>
    path === "/v1/account" || path === "/_control/keys" ? "{}" : answer,
  );
  const { checks } = await examine(withStripe({ apiBase }));
  expect(found(checks, "Secret key")).toMatch(/^ok: .*, test mode; Stripe does not tell its account$/);
  expect(found(checks, "Restricted key")).toMatch(
    /^ok: rk_test_….{4}, Stripe does not tell its account, allowed Identity/,
  );
  expect(found(checks, "Publishable key")).toMatch(/^unknown: .*Stripe does not tell a server its account/);
});

test("webhooks that the Stripe CLI forwards need no endpoint", async () => {
  const forwarded = { env: { ...env(), appUrl: "http://127.0.0.1:9" }, forwarded: true };
  const { checks } = await examine(forwarded);
  for (const name of ["Endpoint", "Events", "Secret"]) expect(found(checks, name)).toMatch(/^unknown/);
});

test("a key that Stripe does not know is named", async () => {
  const unknown = await examine(
    withStripe({ publishableKey: "pk_test_somebodyelse", restrictedKey: "rk_test_somebodyelse" }),
  );
  expect(found(unknown.checks, "Publishable key")).toMatch(/^failed: .*not known/);
  expect(found(unknown.checks, "Restricted key")).toMatch(/^failed: .*not known/);
  const { checks } = await examine(withStripe({ secretKey: "sk_test_somebodyelse" }));
  expect(found(checks, "Secret key")).toMatch(/^failed: sk_test_…else is not known/);
  expect(found(checks, "Events")).toMatch(/^unknown/);
});

test("an endpoint that does not name the redactions fails, with and without a star", async () => {
  const types = known.filter((type) => !type.endsWith("redacted"));
  await stripe().webhookEndpoints.update(endpointId, { enabled_events: types });
  expect(found((await examine()).checks, "Events")).toBe("failed: identity.verification_session.redacted is not named");
  await stripe().webhookEndpoints.update(endpointId, { enabled_events: ["*"] });
  expect(found((await examine()).checks, "Events")).toMatch(/^failed: .*redacted is not named \(“\*” does not/);
  await stripe().webhookEndpoints.update(endpointId, { enabled_events: [...known, "customer.created"] });
  expect(found((await examine()).checks, "Events")).toBe("warning: Also gets customer.created");
});

test("an endpoint that is switched off, missing, or made for another version is told", async () => {
  await stripe().webhookEndpoints.update(endpointId, { disabled: true });
  expect(found((await examine()).checks, "Endpoint")).toMatch(/^failed: .*switched off/);

  const elsewhere = { ...env(), appUrl: "http://127.0.0.1:9" };
  expect(found((await examine({ env: elsewhere })).checks, "Endpoint")).toMatch(/^failed: No endpoint/);
  const other = await stripe().webhookEndpoints.create({
    url: "http://127.0.0.1:9/api/stripe/webhook",
    enabled_events: [...known],
    api_version: "2025-09-30.clover",
  });
  const { checks } = await examine({ env: elsewhere });
  await stripe().webhookEndpoints.del(other.id);
  expect(found(checks, "api_version")).toMatch(/^warning: Events come as 2025-09-30.clover/);
  expect(found(checks, "Secret")).toMatch(/^failed: .*got the answer/);
});

test("an endpoint that was added for connected accounts fails, as it hears nothing of our own", async () => {
  const elsewhere = { ...env(), appUrl: "http://127.0.0.1:9" };
  const endpoint = { url: "http://127.0.0.1:9/api/stripe/webhook", enabled_events: [...known] };
  const ofAccounts = await stripe().webhookEndpoints.create({ ...endpoint, connect: true });
  const alone = await examine({ env: elsewhere });
  const own = await stripe().webhookEndpoints.create(endpoint);
  const both = await examine({ env: elsewhere });
  for (const { id } of [ofAccounts, own]) await stripe().webhookEndpoints.del(id);
  expect(found(alone.checks, "Endpoint")).toMatch(/^failed: .* hears connected accounts’ events/);
  expect(found(both.checks, "Endpoint")).toMatch(/^warning: 2 enabled/);
});

test("a secret that is not the endpoint's is found by an event that is sent again", async () => {
  expect(found((await examine()).checks, "Secret")).toMatch(/^ok: whsec_….{4}, a signed event came back/);
  // Another endpoint, for the same web, with a secret that the web was not told.
  const appUrl = env().appUrl.replace("127.0.0.1", "localhost");
  const other = await stripe().webhookEndpoints.create({
    url: `${appUrl}/api/stripe/webhook`,
    enabled_events: [...known],
  });
  const { checks } = await examine({ env: { ...env(), appUrl } });
  await stripe().webhookEndpoints.del(other.id);
  expect(found(checks, "Secret")).toMatch(/^failed: whsec_….{4} is not the secret/);
});

test("a clock that is ten minutes off fails, whichever way", async () => {
  setClock(new Date(Date.now() + 600_000));
  expect(found((await examine()).checks, "Clock")).toMatch(/^failed: \d+(\.\d)? s ahead of/);
  setClock(new Date(Date.now() - 600_000));
  expect(found((await examine()).checks, "Clock")).toMatch(/^failed: \d+(\.\d)? s behind/);
});

test("without an answer of Stripe's only that needs fixing, and the rest is not checkable", async () => {
  const { checks } = await examine(withStripe({ apiBase: "http://127.0.0.1:9" }));
  expect(checks.filter(({ state }) => state === "failed").map(({ name }) => name)).toEqual(["Secret key"]);
  for (const name of ["Restricted key", "Events", "Secret", "Clock"]) expect(found(checks, name)).toMatch(/^unknown/);
});

test("without a database only that needs fixing, and the rest is not checkable", async () => {
  const away = new pg.Pool({ connectionString: "postgresql://127.0.0.1:9/none", connectionTimeoutMillis: 500 });
  const { checks, figures } = await examine({ database: away });
  expect(checks.filter(({ state }) => state === "failed").map(({ name }) => name)).toEqual(["Version"]);
  expect(found(checks, "Queue")).toMatch(/^unknown/);
  expect(figures).toBeNull();
});

test("a migration that is missing or broken is named", async () => {
  const missing = await ownDatabase("update _prisma_migrations set migration_name = '20200101000000_older'");
  expect(found((await examine({ database: missing })).checks, "Migrations")).toContain(
    `${latestMigration} is not applied`,
  );
  const newer = await ownDatabase(`insert into _prisma_migrations (id, checksum, migration_name, finished_at)
    values ('1', '', '29990101000000_newer', now())`);
  expect(found((await examine({ database: newer })).checks, "Migrations")).toMatch(/^warning: .*_newer$/);
  const broken = await ownDatabase("update _prisma_migrations set finished_at = null");
  expect(found((await examine({ database: broken })).checks, "Migrations")).toMatch(/^failed: .*_init failed/);
  const noQueue = await ownDatabase("drop schema graphile_worker cascade");
  expect(found((await examine({ database: noQueue })).checks, "Migrations")).toMatch(/^failed: .*queue/);
  // As web and worker connect where the role that migrates is another: of the queue they would see nothing.
  const role = `app_${randomUUID().slice(0, 8)}`;
  const hidden = await ownDatabase(
    `create role ${role}`,
    `grant usage on schema public, graphile_worker to ${role}`,
    `grant select, insert, update, delete on all tables in schema public, graphile_worker to ${role}`,
  );
  const asRole = openPool({ ...hidden.options, options: `-c role=${role}` });
  expect(found((await examine({ database: asRole })).checks, "Migrations")).toMatch(/^failed: .*hidden from this role/);
  await hidden.query(`alter role ${role} bypassrls`);
  expect(found((await examine({ database: asRole })).checks, "Migrations")).toMatch(/^ok/);
});

test("an entry of the audit log that was changed, and one that was removed at the end after it was signed, are told", async () => {
  const off = "alter table audit_entry disable trigger all";
  const insert = `insert into audit_entry (action, subject)
    select 'session.synced', 'vs_' || n from generate_series(1, 12) as n`;
  const changed = await ownDatabase(insert, off, "update audit_entry set subject = 'x' where id = 14");
  expect(found((await examine({ database: changed })).checks, "Audit log")).toMatch(/^failed: Entry 14 was changed/);

  const cut = await ownDatabase(insert);
  const { last } = await verifyChain(cut, null);
  if (!last) throw new Error("twelve entries have a last one");
  await writeHead(cut, env().piiKeys, last);
  expect(found((await examine({ database: cut })).checks, "Audit log")).toMatch(/^ok: .*all 12 entries/);
  await cut.query(off);
  await cut.query("delete from audit_entry where id > 20");
  expect(found((await examine({ database: cut })).checks, "Audit log")).toMatch(/^failed: Entry 24 was signed.* at 20/);
});

test("an audit log that could be changed, and statements without a limit, are told", async () => {
  const open = await ownDatabase("alter table audit_entry disable trigger audit_entry_append_only");
  expect(found((await examine({ database: open })).checks, "Audit log")).toMatch(/^failed/);
  const endless = openPool({ connectionString: env().databaseUrl });
  expect(found((await examine({ database: endless })).checks, "Time limits")).toMatch(/^warning/);
});

test("connections that are not in UTC, in which every time would be kept wrong, are told", async () => {
  const elsewhere = openPool({ connectionString: env().databaseUrl, options: "-c timezone=Asia/Kathmandu" });
  expect(found((await examine({ database: elsewhere })).checks, "Time zone")).toBe(
    "failed: Connections are in Asia/Kathmandu and not in UTC",
  );
});

test("a key that what is kept of people needs is told when PII_KEYS lacks it or has another by its name, and which are needed", async () => {
  expect(found((await examine({ database: await ownDatabase() })).checks, "Data keys")).toMatch(/^ok: Nothing is kept/);
  const older = ["k1", "k0"].map((id) => ({ id, key: Buffer.alloc(32, id) }));
  const piiKeys = [...env().piiKeys, ...older];
  const database = await ownDatabase(`insert into "user" (id, email)
    select gen_random_uuid(), key || '@demo.test' from unnest(array['test', 'k1', 'k0', 'erased', 'another']) as key`);
  const keep = (id: string, key: Buffer, email: string, dataKey: string = randomUUID()) => {
    const wrapped = seal(key, randomBytes(32), { table: "data_key", column: "wrapped_key", rowId: dataKey });
    return database.query(
      `insert into data_key (id, user_id, key_id, wrapped_key) select $1, id, $2, $3 from "user" where email = $4`,
      [dataKey, id, wrapped, email],
    );
  };
  for (const { id, key } of piiKeys) await keep(id, key, `${id}@demo.test`);
  await database.query(`insert into data_key (id, user_id, key_id, destroyed_at)
    select gen_random_uuid(), id, 'erased', now() from "user" where email = 'erased@demo.test'`);
  const line = async (keys: typeof piiKeys) =>
    found((await examine({ database, env: { ...env(), piiKeys: keys } })).checks, "Data keys");

  expect(await line(env().piiKeys)).toBe("failed: What is kept of people needs k0, k1, which PII_KEYS lacks");
  expect(await line(piiKeys)).toBe("ok: What is kept of people needs k0, k1, test, and PII_KEYS has it");

  const lost = piiKeys.map(({ id, key }) => ({ id, key: id === "k1" ? randomBytes(32) : key }));
  const another = "failed: PII_KEYS has another key under the id k1 than the one that people’s data were put under";
  expect(await line(lost)).toBe(another);
  // The right one is back, and somebody came while it was the wrong one: the first or the last of many.
  for (const dataKey of ["00000000-0000-7000-8000-000000000000", "ffffffff-0000-7000-8000-000000000000"]) {
    await keep("k1", randomBytes(32), "another@demo.test", dataKey);
    expect(await line(piiKeys)).toBe(another);
    await database.query("delete from data_key where id = $1", [dataKey]);
  }
  expect(await line(piiKeys)).toMatch(/^ok/);
});

test("a job that nobody takes, a dead worker and no worker at all are told", async () => {
  const database = await ownDatabase(
    `select graphile_worker.add_job('reconcile', '{}'::json, run_at => now() - interval '1 hour')`,
    "update graphile_worker._private_jobs set created_at = now() - interval '1 hour'",
  );
  const { checks, figures } = await examine({ database });
  expect(found(checks, "Queue")).toMatch(/^failed: 1 waiting/);
  expect(found(checks, "Workers")).toMatch(/^failed: No worker/);
  expect(figures).toMatchObject({ waiting: 1, workers: 0 });

  await databasePool().query("insert into worker_pool (pool_id, process_id) values ('pool-dead', 999999)");
  const lost = await examine();
  await databasePool().query("delete from worker_pool");
  expect(found(lost.checks, "Workers")).toMatch(/^warning: 1 alive, and 1 pool/);
});

test("events whose attempts are exhausted, and a reconciler that stands still, are told", async () => {
  const database = await ownDatabase(
    `insert into stripe_event (id, type, livemode, outcome, created_at, failure_code)
     values ('evt_dead', 'identity.verification_session.verified', false, 'failed', now(), 'unexpected')`,
    `insert into reconciler_mark (name, reached_at) values
       ('sessions', now() - interval '3 hours'), ('undelivered_events', now()), ('accounts', now())`,
  );
  const { checks } = await examine({ database });
  expect(found(checks, "Queue")).toBe("warning: 1 event has used up its ten attempts");
  expect(found(checks, "Reconciler")).toMatch(/^warning: Read Stripe’s lists 3 hr ago/);
  await database.query("update reconciler_mark set reached_at = now()");
  expect(found((await examine({ database })).checks, "Reconciler")).toMatch(/^ok/);
});

test("a list of Stripe's that no round has read is told, however well the others are read", async () => {
  const database = await ownDatabase(
    "insert into reconciler_mark (name, reached_at) values ('sessions', now()), ('accounts', now())",
  );
  const line = async () => found((await examine({ database })).checks, "Reconciler");
  // The first round may be on its way.
  expect(await line()).toMatch(/^ok/);
  await database.query("insert into reconciler_mark (name, reached_at) values ('round', now())");
  expect(await line()).toMatch(/^warning: Never read to the end at Stripe: undelivered_events;/);
  await database.query("delete from reconciler_mark where name = 'sessions'");
  expect(await line()).toMatch(/^warning: Never read to the end at Stripe: sessions, undelivered_events;/);
});

test("when an event was accepted is told of the endpoint's own that Stripe brought, and of no other", async () => {
  const database = await ownDatabase(
    `insert into stripe_event (id, type, object_id, account, livemode, outcome, created_at, received_at, attempts)
     select id, 'identity.verification_session.verified', 'vs_1', account, false, 'processed', now(), now() - hours * interval '1 hour', deliveries
     from (values ('evt_own', null, 5, 1), ('evt_connect', 'acct_1', 4, 1), ('evt_asked', null, 3, 0)) as event (id, account, hours, deliveries)`,
  );
  const { apiBase } = env().stripe;
  const fetchReally = fetch;
  // Where there is no emulator to ask, only what came can tell; Stripe's address leads to the emulator.
  vi.stubGlobal("fetch", (address: string, request: RequestInit) =>
    fetchReally(address.replace("https://api.stripe.com", apiBase ?? ""), request),
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  const { checks, figures } = await examine({ database, ...withStripe({ apiBase: null }) });
  expect(found(checks, "Secret")).toMatch(/^unknown: .*the last event was accepted 5 hr ago$/);
  expect(Math.round((Date.now() - (figures?.lastEventAt?.getTime() ?? 0)) / 3_600_000)).toBe(4);
});

test("a mail server that does not answer is told", async () => {
  const { checks } = await examine({ env: { ...env(), mail: { ...env().mail, smtpUrl: "smtp://127.0.0.1:9" } } });
  expect(found(checks, "Mail")).toMatch(/^failed: 127\.0\.0\.1:9 does not answer/);
});

test("each variable that is missing or of the other mode is a line of its own", () => {
  const { PII_KEYS: _, ...rest } = process.env;
  const read = readEnv({ ...rest, STRIPE_SECRET_KEY: "sk_live_0123456789abcdef", STRIPE_API_BASE: "" });
  const missing = readEnv(rest);
  const problems = [read, missing].flatMap((each) => ("problems" in each ? each.problems : []));
  const checks = environmentChecks(problems, words);
  expect(found(checks, "PII_KEYS")).toBe("failed: is missing");
  expect(checks.every(({ what }) => !what.includes("0123456789abcdef"))).toBe(true);
});
