import { readFile } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { median, medianRatio } from "../../testkit/statistics.ts";
import type { InboxTiming } from "../inside/inbox-timing.ts";
import type { Figure } from "../support/figures.ts";
import { type Server, type Workbench, withDatabase } from "../support/workbench.ts";

const sizes = [1_000_000, 10_000_000];
const rounds = 5;

/** What storing an event costs among millions, beside an inbox that is empty; by `receiveEvent`, no worker running. */
export async function measureInbox(bench: Workbench): Promise<Figure[]> {
  const large = await bench.startProduct("inbox");
  const empty = await bench.startProduct("inbox_empty");
  const figures: Figure[] = [];
  let stored = 0;
  for (const size of sizes) {
    await withDatabase(large.databaseUrl, (client) => insertEvents(client, stored, size));
    stored = size;
    figures.push(...(await compare(bench, large, empty, `inbox of ${size.toLocaleString("en")}`)));
  }
  return figures;
}

async function compare(bench: Workbench, large: Server, empty: Server, name: string): Promise<Figure[]> {
  const measured: { ours: InboxTiming; floor: InboxTiming }[] = [];
  for (let count = 0; count < rounds; count++) {
    measured.push({ floor: await round(bench, empty), ours: await round(bench, large) });
  }
  const toFigure = (what: string, of: (timing: InboxTiming) => number): Figure => {
    const [ours, floor] = [measured.map((pair) => of(pair.ours)), measured.map((pair) => of(pair.floor))];
    const values = { ours: median(ours), floor: median(floor), ratio: medianRatio(ours, floor) };
    return { what: `${name}: ${what}`, unit: "ms", ...values, aim: { of: "ratio", most: 1.1 } };
  };
  return [
    toFigure("time to store an event", (timing) => median(timing.latencyMs)),
    toFigure("PostgreSQL's CPU per event", (timing) => timing.serverCpuMs),
  ];
}

async function round(bench: Workbench, server: Server): Promise<InboxTiming> {
  // What is measured is the inbox, so the queue is as short each time.
  await withDatabase(server.databaseUrl, async (client) => {
    await client.query("truncate graphile_worker._private_jobs, graphile_worker._private_job_queues");
  });
  const answer = path.join(bench.shared.directory, "inbox-timing.json");
  await bench.runInside(server, "inbox-timing.ts", [answer]);
  // A cast, because the process that has just ended well wrote the file.
  return JSON.parse(await readFile(answer, "utf8")) as InboxTiming;
}

/**
 * Adds what a year would leave: five events a session, one every three seconds, ids of Stripe's length in no order, and
 * half a kilobyte of payload on those that are younger than 30 days. `from` are there already; they are the oldest.
 */
async function insertEvents(client: pg.Client, from: number, to: number): Promise<void> {
  // Indexes are built afterwards, which is faster, and then as they are in the schema.
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where tablename = 'stripe_event' and indexname <> 'stripe_event_pkey'`,
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  await client.query("alter table stripe_event drop constraint stripe_event_pkey");
  await client.query("update stripe_event set payload = null where payload is not null");
  await client.query(
    `insert into stripe_event (id, type, object_id, api_version, livemode, outcome, created_at, received_at, processed_at,
       payload, purge_at)
     select 'evt_' || left(md5('event' || k), 24),
       'identity.verification_session.' || (array['created', 'processing', 'requires_input', 'processing', 'verified'])[1 + k % 5],
       'vs_' || left(md5('session' || k / 5), 24), '2026-10-28.endive', false, 'processed', at, at, at,
       case when at > now() - interval '30 days' then decode(repeat(md5('payload' || k), 32), 'hex') end,
       at + interval '30 days'
     from generate_series($1::int, $2::int - 1) k, lateral (select now() - ($2 - k) * interval '3 s') as times (at)`,
    [from, to],
  );
  await client.query("set maintenance_work_mem = '1GB'");
  await client.query("alter table stripe_event add constraint stripe_event_pkey primary key (id)");
  for (const { definition } of indexes) await client.query(definition);
  await client.query("vacuum analyze stripe_event");
  await client.query("checkpoint");
}
