import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import pg from "pg";
import { inventEvent, signedRequest } from "../../testkit/events.ts";
import { send, sendAll } from "../../testkit/load.ts";
import { type Case, inventCases, withDistantStripe } from "../support/cases.ts";
import type { Figure } from "../support/figures.ts";
import { type Server, type Workbench, withDatabase } from "../support/workbench.ts";

const sessions = 1_500;
const bareConcurrency = 10;

/** How fast one worker works off a backlog of sessions with an event each, while every answer of Stripe's takes 80 ms. */
export async function measureSyncs(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("syncs");
  const cases = await inventCases(bench.shared, product, sessions);
  const secret = bench.shared.secrets.stripe.webhookSecret;
  const requests = cases.map(({ sessionId }) => signedRequest(inventEvent(sessionId), secret));
  await sendAll(`${product.url}/api/stripe/webhook`, requests, { connections: 8 });

  return withDistantStripe(bench.shared, async () => {
    await bench.startWorker(product);
    const ours = await withDatabase(product.databaseUrl, syncedPerSecond);
    const floor = await barePerSecond(bench, product, cases);
    const what = `synced events a second and worker, Stripe at 80 ms`;
    // Upside down: here more is better.
    return [{ what, unit: "/s", ours, floor, ratio: floor / ours, aim: { of: "ours", least: 60 } }];
  });
}

/** Waits until every session is synced. By the times in the rows, so that neither start nor polling counts. */
async function syncedPerSecond(client: pg.Client): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ left: number; seconds: number }>(
      `select count(*) filter (where outcome <> 'processed')::int as left,
         extract(epoch from max(processed_at) - min(processed_at))::float8 as seconds from stripe_event`,
    );
    if (rows[0]?.left === 0) return (sessions - 1) / rows[0].seconds;
    await delay(500);
  }
}

/** Ten at a time, one call of Stripe's and one update for each session, and nothing else. */
async function barePerSecond({ shared }: Workbench, { databaseUrl }: Server, cases: readonly Case[]): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: bareConcurrency });
  const headers = { authorization: `Bearer ${shared.secrets.stripe.secretKey}` };
  const startedAt = performance.now();
  try {
    await pMap(
      cases,
      async ({ verificationId, sessionId }) => {
        await send(`${shared.emulatorUrl}/v1/identity/verification_sessions/${sessionId}`, { headers }, agent);
        await pool.query("update verification set synced_at = now() where id = $1", [verificationId]);
      },
      { concurrency: bareConcurrency },
    );
    return (cases.length / (performance.now() - startedAt)) * 1000;
  } finally {
    agent.destroy();
    await pool.end();
  }
}
