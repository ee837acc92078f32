import "server-only";
import pg from "pg";
import { inboxConnections, inboxPool } from "@/lib/db/client";
import type { StripeEvent } from "@/lib/events/webhook";
import type { JobSpec } from "@/lib/jobs/definitions";
import { addWantedJobs } from "@/lib/jobs/enqueue";

/** An event as its row holds it, what it adds to its delivery count, and the job it asks for; null: none. */
export type IncomingEvent = Omit<StripeEvent, "rawBody" | "livemode"> & {
  livemode: boolean;
  deliveries: 0 | 1;
  payload: Uint8Array;
  job: JobSpec | null;
};

/** What became of it. `fresh`: it was not there before. `hasJob`: the job is there, and sees the event's row. */
export type Stored = { fresh: boolean; hasJob: boolean };

/** Late is not lost: while the database answers, an event waits as long as Stripe may still hear of it within ten seconds. */
const storeWithinMs = 9_000;

/**
 * A database that says nothing for so long, or only that it can store nothing, does not answer: Stripe hears 503 within two
 * seconds, the rest is for the way.
 */
const silenceMs = 1_500;

/**
 * How often we listen. Silence is counted in such steps and not by the clock: a process that is too busy to listen counts
 * one step, however long it did not, and reads the answers that came meanwhile before it counts another.
 */
const listenEveryMs = 100;

/** How long a statement may take before the next no longer waits for it: one that hangs must not hold up the others. */
const patienceMs = 100;

/** After so long the driver gives a statement's connection up, so that the next may have a new one. */
const statementWithinMs = 8_000;

/** Statements begin so far apart: an event alone goes at once, and at 200 a second two or three go together. */
const apartMs = 10;

/** So many are not kept waiting for that: in a larger statement each would cost hardly less. */
const enoughAtOnce = 8;

/** At Stripe's usual 3 KB, they are together no larger than one event may be. */
const mostAtOnce = 50;

type Entry = {
  event: IncomingEvent;
  since: number;
  resolve: (stored: Stored) => void;
  reject: (reason: unknown) => void;
};

/** Everything that has no answer yet; `waiting` is what no statement under way holds. */
const unanswered = new Set<Entry>();
let waiting: Entry[] = [];
let isSending = false;
let tellEnough = () => {};
let underWay = 0;
let silentMs = 0;
let listening: NodeJS.Timeout | null = null;

/**
 * Stores an event and its job in one SQL statement: when this returns, both are there, and when it throws, neither need be.
 * It throws after 1.5 s in which the database said nothing or only that it can store nothing, and after 9 s in any case. An event
 * that is there already is counted and changes nothing else. Events that come while a statement is under way, or within 10 ms of
 * its beginning, go together in the next one, eight of them at once; one that the database refuses takes none of the others with
 * it, unless the database has told that it can store nothing.
 */
export async function storeEvent(event: IncomingEvent): Promise<Stored> {
  const { promise, resolve, reject } = Promise.withResolvers<Stored>();
  const entry = { event, since: performance.now(), resolve, reject };
  unanswered.add(entry);
  waiting.push(entry);
  if (waiting.length >= enoughAtOnce) tellEnough();
  listening ??= setInterval(listen, listenEveryMs);
  void sendWaiting();
  try {
    return await promise;
  } finally {
    unanswered.delete(entry);
    if (unanswered.size === 0) stopListening();
  }
}

function listen(): void {
  silentMs += listenEveryMs;
  for (const entry of unanswered) {
    if (silentMs < silenceMs && performance.now() - entry.since < storeWithinMs) continue;
    unanswered.delete(entry);
    entry.reject(new Error("the database did not answer in time"));
  }
  waiting = waiting.filter((entry) => unanswered.has(entry));
}

const heard = () => {
  silentMs = 0;
};

function stopListening(): void {
  if (listening) clearInterval(listening);
  listening = null;
  heard();
}

async function sendWaiting(): Promise<void> {
  if (isSending) return;
  isSending = true;
  while (waiting.length > 0) {
    const apart = Promise.race([pause(apartMs), enough()]);
    if (underWay < inboxConnections) await Promise.race([storeTogether(takeWaiting()), pause(patienceMs)]);
    else await pause(patienceMs);
    await apart;
  }
  isSending = false;
}

// By the global timer, because the clock of node:timers/promises cannot be set in a test.
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Resolves when enough wait for the next statement. */
function enough(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  tellEnough = resolve;
  return promise;
}

/** Takes the next to be stored: each event once, because a statement cannot count a row twice. */
function takeWaiting(): Entry[] {
  const taken = new Map<string, Entry>();
  for (const entry of waiting) {
    if (taken.size < mostAtOnce && !taken.has(entry.event.id)) taken.set(entry.event.id, entry);
  }
  waiting = waiting.filter((entry) => taken.get(entry.event.id) !== entry);
  return [...taken.values()];
}

async function storeTogether(entries: Entry[]): Promise<void> {
  underWay += 1;
  const asked = storeAll(entries.map(({ event }) => event)).finally(() => {
    underWay -= 1;
  });
  try {
    const rows = await asked;
    heard();
    for (const { event, resolve, reject } of entries) {
      const stored = rows.get(event.id);
      if (stored) resolve(stored);
      else reject(new Error("the database answered nothing about an event"));
    }
  } catch (error) {
    // Perhaps for one of them; a database that cannot be reached, or cannot store, is the same for all.
    const isRefusal = error instanceof pg.DatabaseError && !isUnable(error);
    if (isRefusal) heard();
    if (isRefusal && entries.length > 1) await Promise.all(entries.map((entry) => storeTogether([entry])));
    else for (const { reject } of entries) reject(error);
  }
}

/**
 * Whether the database speaks of its own state and not of what it was asked: it has no room or memory (53), is being stopped or
 * took too long (57), cannot read its files (58). The first two characters of a code are its class (PostgreSQL's documentation, appendix A).
 * Asked for each event alone it would say the same so many times, and those that wait behind would hear nothing for as long.
 */
const isUnable = ({ code = "" }: pg.DatabaseError) => ["53", "57", "58"].includes(code.slice(0, 2));

// Straight to the driver: Prisma would add a tenth of a millisecond to every event (bench/README.md).
// Every process locks rows in one order, that of ids and then of keys, so that two never wait for each other.
// Jobs have times of their own, because the queue knows no other order: a microsecond apart, as their events came.
const statement = `
  with incoming as materialized (
    select * from json_to_recordset($1) as event(place int, id text, type text, object_id text, account text, api_version text,
      livemode bool, deliveries int, created_at timestamptz, payload bytea, problem text, task text, job json, key text,
      queue text, max_attempts smallint)
  ), stored as (
    insert into stripe_event as known
      (id, type, object_id, account, api_version, livemode, outcome, failure_code, attempts, created_at, received_at,
      processed_at, payload)
    select id, type, object_id, account, api_version, livemode,
      case when problem is not null then 'failed' when key is null then 'ignored' else 'queued' end::event_outcome, problem,
      deliveries, created_at, now(), case when key is null then now() end, payload
    from incoming order by id
    on conflict (id) do update set attempts = known.attempts + excluded.attempts
    returning id, xmax = 0 as fresh
  ), wanted as (
    select distinct on (key) task, job as payload, key, queue, max_attempts, now() + place * interval '1 microsecond' as run_at
    from stored join incoming using (id) where fresh and key is not null order by key, place
  ), ${addWantedJobs}
  select id, fresh, exists (select from added where added.key = incoming.key) as "hasJob" from stored join incoming using (id)`;

async function storeAll(events: IncomingEvent[]): Promise<Map<string, Stored>> {
  const incoming = events.map(({ objectId, apiVersion, createdAt, payload, job, ...event }, place) => ({
    ...event,
    place,
    object_id: objectId,
    api_version: apiVersion,
    created_at: createdAt,
    payload: `\\x${Buffer.from(payload).toString("hex")}`,
    task: job?.task,
    job: job?.payload,
    key: job?.key,
    queue: job?.queue,
    max_attempts: job?.maxAttempts,
  }));
  // Named, so that each connection is sent and plans the statement once.
  const query = {
    name: "store_events",
    text: statement,
    values: [JSON.stringify(incoming)],
    query_timeout: statementWithinMs,
  };
  const { rows } = await inboxPool().query<Stored & { id: string }>(query);
  return new Map(rows.map((row) => [row.id, row]));
}
