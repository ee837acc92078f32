import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import Stripe from "stripe";
import { type Figure, median } from "./figures.ts";
import { sendAll } from "./load.ts";
import { signedRequest } from "./webhook.ts";
import type { Server, Workbench } from "./workbench.ts";

const stripeSeconds = 0.08;
const warmUps = 10;
const measured = 100;

/** Somebody whom Stripe has verified, the event that will tell us, and our row, which does not know yet. */
type Case = { verificationId: string; event: object };

/** From the delivery of a webhook to the changed status of our row, while every answer of Stripe's takes 80 ms. */
export async function measureEventToStatus(bench: Workbench): Promise<Figure[]> {
  const { emulatorUrl, secrets } = bench.ground;
  const product = await bench.startProduct("event_to_status");
  await bench.startWorker(product);
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  try {
    const cases = await prepareCases(bench, product, client);
    const awaitStatus = await watchStatus(client);
    const latency = { target: "api", kind: "latency", delaySeconds: stripeSeconds, probability: 1 };
    await control(emulatorUrl, "/faults", latency);

    const times: number[] = [];
    const bare: number[] = [];
    for (const { verificationId, event } of cases) {
      bare.push(await timeBareAnswer(emulatorUrl, secrets.stripe.secretKey));
      const request = signedRequest(event, secrets.stripe.webhookSecret);
      const changed = awaitStatus(verificationId);
      const startedAt = performance.now();
      await sendAll(`${product.url}/api/stripe/webhook`, [request], { connections: 1 });
      times.push((await changed) - startedAt);
    }
    const [ours, floor] = [median(times.slice(warmUps)), median(bare.slice(warmUps))];
    const aim = { of: "ours", most: 100 } as const;
    return [{ what: "event to status, Stripe at 80 ms", unit: "ms", ours, floor, ratio: ours / floor, aim }];
  } finally {
    await client.end();
  }
}

/** One answer of Stripe's, which a sync cannot do without. */
async function timeBareAnswer(emulatorUrl: string, secretKey: string): Promise<number> {
  const startedAt = performance.now();
  const headers = { authorization: `Bearer ${secretKey}` };
  await fetch(`${emulatorUrl}/v1/identity/verification_sessions?limit=1`, { headers }).then((response) =>
    response.text(),
  );
  return performance.now() - startedAt;
}

/** Lets the database tell when a status changes; the promise is for the moment when we heard of it. */
async function watchStatus(client: pg.Client): Promise<(verificationId: string) => Promise<number>> {
  await client.query(`
    create function bench_status() returns trigger language plpgsql as
      $$ begin perform pg_notify('bench_status', new.id::text); return null; end $$;
    create trigger bench_status after update of status on verification
      for each row when (old.status <> new.status) execute function bench_status();
    listen bench_status`);
  const waiting = new Map<string, (at: number) => void>();
  client.on("notification", ({ payload }) => waiting.get(payload ?? "")?.(performance.now()));
  return (verificationId) => new Promise((resolve) => waiting.set(verificationId, resolve));
}

async function prepareCases(bench: Workbench, product: Server, client: pg.Client): Promise<Case[]> {
  const { emulatorUrl, secrets } = bench.ground;
  const { hostname, port } = new URL(emulatorUrl);
  const stripe = new Stripe(secrets.stripe.secretKey, { host: hostname, port, protocol: "http" });
  const verificationIds = new Map<string, string>();
  for (let index = 0; index < warmUps + measured; index++) {
    const { rows } = await client.query<{ id: string; userId: string }>(
      `with person as (insert into "user" (id, email) values (gen_random_uuid(), $1) returning id)
       insert into verification (id, user_id, status, max_attempts)
       select gen_random_uuid(), id, 'in_progress', 3 from person returning id, user_id as "userId"`,
      [`person${index}@demo.test`],
    );
    const { id = "", userId = "" } = rows[0] ?? {};
    const metadata = { user_id: userId, verification_id: id };
    const session = await stripe.identity.verificationSessions.create({ type: "document", metadata });
    verificationIds.set(session.id, id);
  }

  // What came before is known to us, as it would be: the first event of each has been synced.
  const created = await eventsOf(stripe, "identity.verification_session.created", verificationIds);
  const requests = created.map(({ event }) => signedRequest(event, secrets.stripe.webhookSecret));
  await sendAll(`${product.url}/api/stripe/webhook`, requests, { connections: 8 });
  while ((await client.query("select from graphile_worker.jobs limit 1")).rowCount !== 0) await delay(100);

  for (const sessionId of verificationIds.keys()) {
    await control(emulatorUrl, `/verification_sessions/${sessionId}/submit`, { outcome: "verified" });
  }
  return eventsOf(stripe, "identity.verification_session.verified", verificationIds);
}

async function eventsOf(stripe: Stripe, type: string, verificationIds: ReadonlyMap<string, string>): Promise<Case[]> {
  const cases: Case[] = [];
  for await (const event of stripe.events.list({ type, limit: 100 })) {
    const verificationId = "id" in event.data.object && verificationIds.get(String(event.data.object.id));
    if (verificationId) cases.push({ verificationId, event });
  }
  return cases;
}

async function control(emulatorUrl: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${emulatorUrl}/_control${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the emulator answered ${response.status} to ${path}`);
}
