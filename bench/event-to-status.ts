import pg from "pg";
import { type Case, inventCases, withDistantStripe } from "./cases.ts";
import { type Figure, percentile } from "./figures.ts";
import { sendAll } from "./load.ts";
import { inventEvent, signedRequest } from "./webhook.ts";
import type { Server, Workbench } from "./workbench.ts";

const warmUps = 20;
const measured = 200;

/**
 * From the delivery of a webhook to the changed status of a row, while every answer of Stripe's takes 80 ms; beside the
 * least that LISTEN and NOTIFY can do: a bare route handler, a bare listener, one call of the same Stripe's, one update.
 */
export async function measureEventToStatus(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("event_to_status");
  await bench.startWorker(product);
  const floor = await bench.startFloor();
  await bench.startListener(floor);
  const ours = await prepare(bench, product, "/api/stripe/webhook");
  const bare = await prepare(bench, floor, "/event");

  const times: Record<"ours" | "bare", number[]> = { ours: [], bare: [] };
  await withDistantStripe(bench.ground, async () => {
    for (let count = 0; count < warmUps + measured; count++) {
      times.bare.push(await bare.timeNext());
      times.ours.push(await ours.timeNext());
    }
  });
  await Promise.all([ours.end(), bare.end()]);

  const toFigure = (name: string, share: number, most: number): Figure => {
    const [own, least] = [times.ours, times.bare].map((side) => percentile(side.slice(warmUps), share));
    const values = { ours: own ?? Number.NaN, floor: least ?? Number.NaN };
    const what = `event to status, Stripe at 80 ms, ${name}`;
    return { what, unit: "ms", ...values, ratio: values.ours / values.floor, aim: { of: "ratio", most } };
  };
  return [toFigure("p50", 0.5, 1.15), toFigure("p95", 0.95, 1.3)];
}

/** Gets people ready at a server, one for each time that `timeNext` will be called. */
async function prepare(bench: Workbench, server: Server, route: string) {
  const cases = await inventCases(bench.ground, server, warmUps + measured);
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  const awaitStatus = await watchStatus(client);
  const secret = bench.ground.secrets.stripe.webhookSecret;
  const waiting = cases.values();

  const timeNext = async () => {
    const { verificationId, sessionId }: Case = waiting.next().value ?? { verificationId: "", sessionId: "" };
    const request = signedRequest(inventEvent(sessionId), secret);
    const changed = awaitStatus(verificationId);
    const startedAt = performance.now();
    await sendAll(server.url + route, [request], { connections: 1 });
    return (await changed) - startedAt;
  };
  return { timeNext, end: () => client.end() };
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
