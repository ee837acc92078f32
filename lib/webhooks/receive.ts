import "server-only";
import { databasePool, db } from "@/lib/db/client";
import { currentRequestId } from "@/lib/log";
import { sealUnderKeyring } from "@/lib/pii/keyring";
import { place } from "@/lib/pii/places";
import { enqueueSync, type Jobs, syncKey, syncQueue } from "@/lib/queue/queue";
import { sessionEvents } from "@/lib/stripe/session-events";
import type { StripeEvent } from "@/lib/stripe/webhook";
import { currentTraceparent } from "@/lib/telemetry/spans";

/** What became of a delivery. `ignored`: stored, but nothing that we follow. */
export type Received = "queued" | "duplicate" | "ignored";

const followed = new Set(sessionEvents);

/** Stripe hears 503 within two seconds, whatever ails the database; the rest is for the way. */
const storeWithinMs = 1_800;

// Straight to the driver: Prisma would add a tenth of a millisecond to every event (bench/README.md).
// add_job gives no id when a worker took the session's job in between; that job may not see this event's row.
const store = `
  with stored as (
    insert into stripe_event as known
      (id, type, object_id, account, api_version, livemode, outcome, attempts, created_at, received_at, processed_at, payload)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), case when $7 = 'ignored'::event_outcome then now() end, $10)
    on conflict (id) do update set attempts = known.attempts + excluded.attempts
    returning xmax = 0 as fresh
  ), job as (
    select (graphile_worker.add_job('syncVerificationSession', $11::json,
      job_key => $12, queue_name => $13, max_attempts => 10, job_key_mode => 'preserve_run_at')).id
    from stored where fresh and $12::text is not null
  )
  select fresh, (select count(id) from job)::int as jobs from stored`;

/**
 * Stores a verified event and the job to sync the VerificationSession it points at, in one SQL statement: when this
 * returns, both are there, and when it throws, neither need be: after 1.8 s at the latest. A repeated event is counted and
 * changes nothing else. `deliveries` is 0 for an event that Stripe did not bring but was asked for.
 */
export async function receiveEvent(event: StripeEvent, deliveries: 0 | 1 = 1): Promise<Received> {
  const target = event.objectId?.startsWith("vs_") && followed.has(event.type) ? event.objectId : null;
  const key = target ? syncKey(target) : null;
  const payload: Jobs["syncVerificationSession"] | null = target
    ? {
        verificationSessionId: target,
        requestId: currentRequestId(),
        traceparent: currentTraceparent(),
        found: deliveries === 0 ? "undelivered_event" : null,
      }
    : null;
  const sealed = sealUnderKeyring(event.rawBody, place.eventPayload(event.id));

  const values = [
    event.id,
    event.type,
    event.objectId,
    event.account,
    event.apiVersion,
    event.livemode,
    target ? "queued" : "ignored",
    deliveries,
    event.createdAt,
    sealed,
    payload && JSON.stringify(payload),
    key,
    target && syncQueue(target),
  ];
  const [row] = await withinTime(values);
  if (!row?.fresh) return "duplicate";
  if (target && row.jobs === 0) await enqueueSync(db, target);
  return target ? "queued" : "ignored";
}

async function withinTime(values: unknown[]): Promise<{ fresh: boolean; jobs: number }[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database did not answer in time")), storeWithinMs);
  });
  // The driver's own limit ends the connection, which may hang; this one also holds while there is none to be had.
  // Named, so that each connection is sent and plans the statement once.
  const query = { name: "receive_event", text: store, values, query_timeout: storeWithinMs };
  const stored = databasePool().query<{ fresh: boolean; jobs: number }>(query);
  try {
    const { rows } = await Promise.race([stored, late]);
    return rows;
  } finally {
    clearTimeout(timer);
    stored.catch(() => {});
  }
}
