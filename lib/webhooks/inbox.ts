import "server-only";
import pg from "pg";
import { databasePool } from "@/lib/db/client";
import type { StripeEvent } from "@/lib/stripe/webhook";

/** An event as its row holds it, how often Stripe brought it by that, and the job it asks for; null: none. */
export type IncomingEvent = Omit<StripeEvent, "rawBody"> & {
  deliveries: 0 | 1;
  payload: Uint8Array;
  job: { payload: object; key: string; queue: string } | null;
};

/** What became of it. `fresh`: it was not there before. `hasJob`: the job is there, and sees the event's row. */
export type Stored = { fresh: boolean; hasJob: boolean };

/** Stripe hears 503 within two seconds, whatever ails the database; the rest is for the way. */
const storeWithinMs = 1_800;

/** How long a statement may take before the next no longer waits for it: one that hangs must not hold up the others. */
const patienceMs = 100;

/** Statements begin so far apart: an event alone goes at once, and at 200 a second two or three go together. */
const apartMs = 10;

/** At Stripe's usual 3 KB, they are together no larger than one event may be. */
const mostAtOnce = 50;

type Waiting = { event: IncomingEvent; resolve: (stored: Stored) => void; reject: (reason: unknown) => void };

let waiting: Waiting[] = [];
let isSending = false;

/**
 * Stores an event and its job in one SQL statement: when this returns, both are there, and when it throws, neither need be:
 * after 1.8 s at the latest. An event that is there already is counted and changes nothing else. Events that come while a
 * statement is under way, or within 10 ms of its beginning, go together in the next one; one that the database refuses
 * takes none of the others with it.
 */
export async function storeEvent(event: IncomingEvent): Promise<Stored> {
  const { promise, resolve, reject } = Promise.withResolvers<Stored>();
  const entry = { event, resolve, reject };
  waiting.push(entry);
  // The driver's own limit ends the connection, which may hang; this one also holds while there is none to be had.
  const timer = setTimeout(() => {
    waiting = waiting.filter((one) => one !== entry);
    reject(new Error("the database did not answer in time"));
  }, storeWithinMs);
  void sendWaiting();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

async function sendWaiting(): Promise<void> {
  if (isSending) return;
  isSending = true;
  while (waiting.length > 0) {
    const apart = pause(apartMs);
    await Promise.race([storeTogether(takeWaiting()), pause(patienceMs)]);
    await apart;
  }
  isSending = false;
}

// By the global timer, because the clock of node:timers/promises cannot be set in a test.
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Takes the next to be stored: each event once, because a statement cannot count a row twice. */
function takeWaiting(): Waiting[] {
  const taken = new Map<string, Waiting>();
  for (const entry of waiting) {
    if (taken.size < mostAtOnce && !taken.has(entry.event.id)) taken.set(entry.event.id, entry);
  }
  waiting = waiting.filter((entry) => taken.get(entry.event.id) !== entry);
  return [...taken.values()];
}

async function storeTogether(entries: Waiting[]): Promise<void> {
  try {
    const rows = await storeAll(entries.map(({ event }) => event));
    for (const { event, resolve, reject } of entries) {
      const stored = rows.get(event.id);
      if (stored) resolve(stored);
      else reject(new Error("the database told nothing of an event"));
    }
  } catch (error) {
    // Refused perhaps for one of them; a database that cannot be reached is the same for all.
    const isRefused = error instanceof pg.DatabaseError && entries.length > 1;
    if (isRefused) await Promise.all(entries.map((entry) => storeTogether([entry])));
    else for (const { reject } of entries) reject(error);
  }
}

// Straight to the driver: Prisma would add a tenth of a millisecond to every event (bench/README.md).
// Every process locks rows in one order, that of ids and then of keys, so that two never wait for each other.
// Jobs have times of their own, because the queue knows no other order: a microsecond apart, as their events came.
// add_jobs gives no row for a key whose job a worker took in between; that job may not see this event's row.
const statement = `
  with incoming as materialized (
    select * from json_to_recordset($1) as event(place int, id text, type text, object_id text, account text, api_version text,
      livemode bool, deliveries int, created_at timestamptz, payload bytea, job json, key text, queue text)
  ), stored as (
    insert into stripe_event as known
      (id, type, object_id, account, api_version, livemode, outcome, attempts, created_at, received_at, processed_at, payload)
    select id, type, object_id, account, api_version, livemode,
      case when key is null then 'ignored' else 'queued' end::event_outcome,
      deliveries, created_at, now(), case when key is null then now() end, payload
    from incoming order by id
    on conflict (id) do update set attempts = known.attempts + excluded.attempts
    returning id, xmax = 0 as fresh
  ), wanted as (
    select array_agg(
      row('syncVerificationSession', job, queue, run_at, 10, key, null, null)::graphile_worker.job_spec order by key) as jobs
    from (
      select distinct on (key) key, job, queue, now() + place * interval '1 microsecond' as run_at
      from stored join incoming using (id) where fresh and key is not null order by key, place
    ) as first_of_session
  ), added as (
    select job.key from wanted, graphile_worker.add_jobs(jobs, job_key_preserve_run_at => true) as job where jobs is not null
  )
  select id, fresh, exists (select from added where added.key = incoming.key) as "hasJob" from stored join incoming using (id)`;

async function storeAll(events: IncomingEvent[]): Promise<Map<string, Stored>> {
  const incoming = events.map(({ objectId, apiVersion, createdAt, payload, job, ...event }, place) => ({
    ...event,
    place,
    object_id: objectId,
    api_version: apiVersion,
    created_at: createdAt,
    payload: `\\x${Buffer.from(payload).toString("hex")}`,
    job: job?.payload,
    key: job?.key,
    queue: job?.queue,
  }));
  // Named, so that each connection is sent and plans the statement once.
  const query = {
    name: "store_events",
    text: statement,
    values: [JSON.stringify(incoming)],
    query_timeout: storeWithinMs,
  };
  const { rows } = await databasePool().query<Stored & { id: string }>(query);
  return new Map(rows.map((row) => [row.id, row]));
}
