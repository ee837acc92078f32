import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { POST } from "@/app/api/stripe/webhook/connect/route";
import { translatorOf } from "@/i18n/translator";
import { databasePool, db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Patient } from "@/lib/health/doctor/check";
import { checkConnect } from "@/lib/health/doctor/connect";
import { askForEndpoints } from "@/lib/health/doctor/webhooks";
import { accountEvents } from "@/lib/stripe/account-events";
import { signInSeller } from "@/testkit/in-process/sellers";
import { stripe } from "@/testkit/in-process/stripe";

// The web of these tests: the route itself, at an address that the emulator reaches.
const web = createServer(async (incoming, answer) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = { "stripe-signature": String(incoming.headers["stripe-signature"]) };
  const response = await POST(
    new Request(`${process.env.APP_URL}${incoming.url}`, { method: "POST", headers, body: Buffer.concat(chunks) }),
  );
  answer.writeHead(response.status).end(await response.text());
});

const words = await translatorOf("en", "doctor", (error) => {
  throw error;
});

let endpointId = "";

/** An endpoint at the emulator; made by hand where the app's environment must not be read yet. */
async function createEndpoint(path: string, connect: boolean, events: readonly string[] = accountEvents) {
  const created = await fetch(`${process.env.STRIPE_API_BASE}/v1/webhook_endpoints`, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.STRIPE_SECRET_KEY}` },
    body: new URLSearchParams([
      ["url", `${process.env.APP_URL}${path}`],
      ["connect", String(connect)],
      ...events.map((type) => ["enabled_events[]", type]),
    ]),
  });
  // A cast, because these are the two that are read of Stripe's answer.
  return (await created.json()) as { id: string; secret: string };
}

beforeAll(async () => {
  web.listen(0, "127.0.0.1");
  await once(web, "listening");
  // A cast, because it listens on a port.
  process.env.APP_URL = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const { id, secret } = await createEndpoint("/api/stripe/webhook/connect", true);
  endpointId = id;
  process.env.STRIPE_CONNECT_WEBHOOK_SECRET = secret;
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});

afterEach(async () => {
  // A cast, because the list is one of names that the SDK knows.
  const enabled_events = [...accountEvents] as "account.updated"[];
  await stripe().webhookEndpoints.update(endpointId, { enabled_events, disabled: false });
});

afterAll(() => void web.close());

async function examine(change: Partial<Patient> = {}) {
  const patient = { env: env(), database: databasePool(), words, locale: "en" as const, forwarded: false, ...change };
  const checks = await checkConnect(patient, await askForEndpoints(patient.env.stripe));
  return new Map(checks.map(({ name, state, what }) => [name, `${state}: ${what}`]));
}

const withoutSecret = () => ({ env: { ...env(), stripe: { ...env().stripe, connectWebhookSecrets: [] } } });
const elsewhere = () => ({ env: { ...env(), appUrl: "http://127.0.0.1:9" } });

test("before the first seller nothing is missed", async () => {
  const found = await examine({ env: { ...withoutSecret().env, appUrl: "http://127.0.0.1:9" } });
  expect([...found.values()].filter((what) => !/^(unknown|ok): /.test(what))).toEqual([]);
  expect(found.get("Connect endpoint")).toMatch(/^unknown: No seller has begun/);
  expect(found.get("Connect secret")).toMatch(/^unknown: STRIPE_CONNECT_WEBHOOK_SECRET is not set/);
  expect(found.get("Last event")).toMatch(/^unknown: No seller has begun/);
});

test("with sellers, endpoint, events and secret are found right, the last event and reading are told, and a signed event comes back", async () => {
  await signInSeller();
  await expect.poll(() => db.stripeEvent.count({ where: { account: { not: null } } })).toBeGreaterThan(0);
  const found = await examine();
  expect(found.get("Connect endpoint")).toMatch(/^ok: .*\/api\/stripe\/webhook\/connect, enabled/);
  expect(found.get("Connect events")).toBe(`ok: The ${accountEvents.length} that are used`);
  expect(found.get("Connect secret")).toMatch(/^ok: whsec_….{4}, a signed event came back/);
  expect(found.get("Last event")).toMatch(/^ok: Of a connected account/);
  expect(found.get("Accounts read")).toMatch(/^ok: /);
  expect(found.get("Calls to Stripe")).toMatch(/^ok: At most \d+ a second; none waits/);
});

test("with sellers, an endpoint that is missing or switched off, and a secret that is not set, fail", async () => {
  expect((await examine(elsewhere())).get("Connect endpoint")).toMatch(/^failed: No endpoint/);
  expect((await examine(withoutSecret())).get("Connect secret")).toMatch(/^failed: .* is not set$/);
  await stripe().webhookEndpoints.update(endpointId, { disabled: true });
  expect((await examine()).get("Connect endpoint")).toMatch(/^failed: .*switched off/);
});

test("an endpoint that hears our own account alone is told apart", async () => {
  process.env.APP_URL = "http://127.0.0.1:9";
  const own = await createEndpoint("/api/stripe/webhook/connect", false);
  const found = await examine(elsewhere());
  await stripe().webhookEndpoints.del(own.id);
  process.env.APP_URL = env().appUrl;
  expect(found.get("Connect endpoint")).toMatch(/^failed: .* not those of connected accounts/);
});

test("an event that is not named fails, and one too many is told", async () => {
  // A cast each, because the lists are of names that the SDK knows.
  const update = (types: string[]) =>
    stripe().webhookEndpoints.update(endpointId, { enabled_events: types as "account.updated"[] });
  await update(accountEvents.filter((type) => type !== "person.deleted"));
  expect((await examine()).get("Connect events")).toBe("failed: person.deleted is not named");
  await update([...accountEvents, "customer.created"]);
  expect((await examine()).get("Connect events")).toBe("warning: Also gets customer.created");
});

test("a secret that is another endpoint's is found by an event that is sent again", async () => {
  const appUrl = env().appUrl.replace("127.0.0.1", "localhost");
  process.env.APP_URL = appUrl;
  const other = await createEndpoint("/api/stripe/webhook/connect", true);
  const found = await examine({ env: { ...env(), appUrl } });
  await stripe().webhookEndpoints.del(other.id);
  process.env.APP_URL = env().appUrl;
  expect(found.get("Connect secret")).toMatch(/^failed: whsec_….{4} is not the secret/);
});

test("an account that was never read, one that was not for long, and calls that are late are told", async () => {
  const { accountId } = await signInSeller();
  const hour = 3_600_000;
  const ago = (hours: number) => new Date(Date.now() - hours * hour);
  const update = (data: object) => db.connectedAccount.update({ where: { id: accountId }, data });
  await update({ syncedAt: null, createdAt: ago(2) });
  expect((await examine()).get("Accounts read")).toMatch(/^warning: An account was begun 2 hr ago and never read/);
  await update({ syncedAt: ago(9 * 24) });
  expect((await examine()).get("Accounts read")).toMatch(/^warning: An account was last read 9 days ago/);
  await update({ status: "closed" });
  expect((await examine()).get("Accounts read")).toMatch(/^ok/);

  const waits = env().stripe.callsPerSecond * 120;
  await db.$executeRaw`update stripe_budget set tokens = ${-waits}, refilled_at = now()`;
  expect((await examine()).get("Calls to Stripe")).toMatch(/^warning: The last of the calls waits 1[12]\d s/);
  await db.$executeRaw`update stripe_budget set tokens = 1, refilled_at = now()`;
});

test("without Stripe or the database nothing is guessed", async () => {
  const patient = { env: env(), database: databasePool(), words, locale: "en" as const, forwarded: false };
  const checks = await checkConnect(patient, null);
  expect(checks.slice(0, 3).map(({ state }) => state)).toEqual(["unknown", "unknown", "unknown"]);
});
