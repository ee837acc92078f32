import "server-only";
import { db } from "@/lib/db/client";
import { currentRequestId } from "@/lib/log";
import { sealUnderKeyring } from "@/lib/pii/keyring";
import { place } from "@/lib/pii/places";
import { enqueueSync, type Jobs, syncKey, syncQueue } from "@/lib/queue/queue";
import { sessionEvents } from "@/lib/stripe/session-events";
import type { StripeEvent } from "@/lib/stripe/webhook";
import { currentTraceparent } from "@/lib/telemetry/spans";
import { storeEvent } from "@/lib/webhooks/inbox";

/** What became of a delivery. `ignored`: stored, but nothing that we follow. */
export type Received = "queued" | "duplicate" | "ignored";

const followed = new Set(sessionEvents);

/**
 * Stores a verified event together with the job to sync the VerificationSession it points at: when this returns, both are
 * there, and when it throws, neither need be: after 1.8 s at the latest. A repeated event is counted and changes nothing
 * else. `deliveries` is 0 for an event that Stripe did not bring but was asked for.
 */
export async function receiveEvent(event: StripeEvent, deliveries: 0 | 1 = 1): Promise<Received> {
  const { rawBody, ...columns } = event;
  const target = event.objectId?.startsWith("vs_") && followed.has(event.type) ? event.objectId : null;
  const { fresh, hasJob } = await storeEvent({
    ...columns,
    deliveries,
    payload: sealUnderKeyring(rawBody, place.eventPayload(event.id)),
    job: target ? { payload: jobOf(target, deliveries), key: syncKey(target), queue: syncQueue(target) } : null,
  });
  if (!fresh) return "duplicate";
  if (target && !hasJob) await enqueueSync(db, target);
  return target ? "queued" : "ignored";
}

const jobOf = (verificationSessionId: string, deliveries: 0 | 1): Jobs["syncVerificationSession"] => ({
  verificationSessionId,
  requestId: currentRequestId(),
  traceparent: currentTraceparent(),
  found: deliveries === 0 ? "undelivered_event" : null,
});
