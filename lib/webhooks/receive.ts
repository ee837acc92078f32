import "server-only";
import { databasePool } from "@/lib/db/client";
import { currentRequestId } from "@/lib/log";
import { sealUnderKeyring } from "@/lib/pii/keyring";
import { place } from "@/lib/pii/places";
import { type Jobs, syncKey } from "@/lib/queue/queue";
import type { StripeEvent } from "@/lib/stripe/webhook";

/** What became of a delivery. `ignored`: stored, but nothing that we follow. */
export type Received = "queued" | "duplicate" | "ignored";

const followed = /^identity\.verification_session\.(created|processing|verified|requires_input|canceled|redacted)$/;

// Straight to the driver: Prisma would add a tenth of a millisecond to every event (bench/README.md).
const store = `
  with stored as (
    insert into stripe_event (id, type, object_id, api_version, livemode, outcome, created_at, received_at, payload)
    values ($1, $2, $3, $4, $5, $6, $7, now(), $8)
    on conflict (id) do nothing
    returning id
  ), job as (
    select graphile_worker.add_job('syncVerificationSession', $9::json,
      job_key => $10, queue_name => $10, max_attempts => 10)
    from stored where $10::text is not null
  )
  select (select count(*) from stored)::int as stored, (select count(*) from job)::int as jobs`;

/**
 * Stores a verified event and the job to sync the VerificationSession it points at, in one SQL statement: when this
 * returns, both are there, and when it throws, neither is. A repeated event changes nothing.
 */
export async function receiveEvent(event: StripeEvent): Promise<Received> {
  const target = event.objectId?.startsWith("vs_") && followed.test(event.type) ? event.objectId : null;
  const key = target ? syncKey(target) : null;
  const payload: Jobs["syncVerificationSession"] | null = target
    ? { verificationSessionId: target, requestId: currentRequestId() }
    : null;
  const sealed = sealUnderKeyring(event.rawBody, place.eventPayload(event.id));

  const { rows } = await databasePool().query<{ stored: number }>(store, [
    event.id,
    event.type,
    event.objectId,
    event.apiVersion,
    event.livemode,
    target ? "queued" : "ignored",
    event.createdAt,
    sealed,
    payload && JSON.stringify(payload),
    key,
  ]);
  if (rows[0]?.stored !== 1) return "duplicate";
  return target ? "queued" : "ignored";
}
