import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { inventEvent, signedRequest } from "../../testkit/events.ts";
import { sendAll } from "../../testkit/load.ts";
import { percentile } from "../../testkit/statistics.ts";
import { type Case, inventCases, stripeMs, withDistantStripe } from "../support/cases.ts";
import type { Figure } from "../support/figures.ts";
import type { Server, Workbench } from "../support/workbench.ts";

const warmUps = 20;
const measured = 200;
const pairs = 40;

/**
 * From the delivery of a webhook to the changed status of a row, while every answer of Stripe's takes 80 ms; beside the
 * least that LISTEN and NOTIFY can do: a bare route handler, a bare listener, one call of the same Stripe's, one update.
 * And the same for a webhook that comes while Stripe answers for the one before it, and so needs another sync.
 */
export async function measureEventToStatus(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("event_to_status");
  await bench.startWorker(product);
  const floor = await bench.startFloor();
  await bench.startListener(floor);
  const people = warmUps + measured + pairs;
  const ours = await prepareSyncs(bench, product, people, "/api/stripe/webhook", jobRuns);
  // The listener asks as soon as it hears.
  const bare = await prepareSyncs(bench, floor, people, "/event", () => delay(stripeMs / 4));

  const times: Record<"ours" | "bare", number[]> = { ours: [], bare: [] };
  const second: typeof times = { ours: [], bare: [] };
  await withDistantStripe(bench.shared, async () => {
    for (let count = 0; count < warmUps + measured; count++) {
      times.bare.push(await bare.timeNext());
      times.ours.push(await ours.timeNext());
    }
    for (let count = 0; count < pairs; count++) {
      second.bare.push(await bare.timeSecond());
      second.ours.push(await ours.timeSecond());
    }
  });
  await Promise.all([ours.end(), bare.end()]);

  const toFigure = (name: string, from: typeof times, share: number, aim: Figure["aim"]): Figure => {
    const [own, least] = [from.ours, from.bare].map((side) => percentile(side, share));
    const values = { ours: own ?? Number.NaN, floor: least ?? Number.NaN };
    return { what: name, unit: "ms", ...values, ratio: values.ours / values.floor, aim };
  };
  const warm = { ours: times.ours.slice(warmUps), bare: times.bare.slice(warmUps) };
  return [
    toFigure("event to status, Stripe at 80 ms, p50", warm, 0.5, { of: "ratio", most: 1.15 }),
    toFigure("event to status, Stripe at 80 ms, p95", warm, 0.95, { of: "ratio", most: 1.3 }),
    toFigure("event during a sync to the end of its own, p50", second, 0.5, null),
    toFigure("event during a sync to the end of its own, worst of 40", second, 1, { of: "ours", most: 2000 }),
  ];
}

/** Waits until a worker has a job in hand. */
export async function jobRuns(client: pg.Client): Promise<void> {
  const locked = "select 1 from graphile_worker.jobs where locked_at is not null";
  while ((await client.query(locked)).rowCount === 0) await delay(2);
}

/** Gets people ready at a server, one for each time that will be taken. */
export async function prepareSyncs(
  bench: Workbench,
  server: Server,
  people: number,
  route: string,
  syncBegins: (client: pg.Client) => Promise<void>,
) {
  const cases = await inventCases(bench.shared, server, people);
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  const awaitSyncs = await watchSyncs(client);
  const secret = bench.shared.secrets.stripe.webhookSecret;
  const waiting = cases.values();
  const next = (): Case => waiting.next().value ?? { verificationId: "", sessionId: "" };
  const deliver = (sessionId: string) =>
    sendAll(server.url + route, [signedRequest(inventEvent(sessionId), secret)], { connections: 1 });

  const timeNext = async () => {
    const { verificationId, sessionId } = next();
    const synced = awaitSyncs(verificationId, 1);
    const startedAt = performance.now();
    await deliver(sessionId);
    return (await synced) - startedAt;
  };
  const timeSecond = async () => {
    const { verificationId, sessionId } = next();
    const synced = awaitSyncs(verificationId, 2);
    await deliver(sessionId);
    await syncBegins(client);
    const startedAt = performance.now();
    await deliver(sessionId);
    return (await synced) - startedAt;
  };
  return { timeNext, timeSecond, end: () => client.end() };
}

/** Lets the database tell when a sync has written a row; the promise is for the moment when we heard of that many. */
async function watchSyncs(client: pg.Client): Promise<(verificationId: string, count: number) => Promise<number>> {
  await client.query(`
    create function bench_sync() returns trigger language plpgsql as
      $$ begin perform pg_notify('bench_sync', new.id::text); return null; end $$;
    create trigger bench_sync after update of synced_at on verification
      for each row execute function bench_sync();
    listen bench_sync`);
  const waiting = new Map<string, () => void>();
  client.on("notification", ({ payload }) => waiting.get(payload ?? "")?.());
  return (verificationId, count) =>
    new Promise((resolve) => {
      let left = count;
      waiting.set(verificationId, () => {
        left -= 1;
        if (left === 0) resolve(performance.now());
      });
    });
}
