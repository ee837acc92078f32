import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { storeEvent } from "@/lib/events/inbox";
import { enqueueSync, type Jobs, syncKey, syncQueue } from "@/lib/jobs/enqueue";
import { currentRequestId } from "@/lib/log";
import { sealUnderKeyring } from "@/lib/pii/keyring";
import { place } from "@/lib/pii/places";
import { sessionEvents } from "@/lib/stripe/session-events";
import type { StripeEvent } from "@/lib/stripe/webhook";
import { currentTraceparent } from "@/lib/telemetry/spans";

/** What became of a delivery. `ignored`: stored, but nothing that we follow. `unreadable`: stored, for a person to look at. */
export type Received = "queued" | "duplicate" | "ignored" | "unreadable";

const followed = new Set(sessionEvents);

/**
 * Stores a verified event together with the job to sync the VerificationSession it points at: when this returns, both are
 * there, and when it throws, neither need be (`storeEvent` says when it does). A repeated event is counted and changes
 * nothing else; one that cannot be read becomes a dead letter. `deliveries` is 0 for an event that Stripe did not bring but was asked for.
 */
export async function receiveEvent(event: StripeEvent, deliveries: 0 | 1 = 1): Promise<Received> {
  const { rawBody, livemode, ...columns } = event;
  const concerns = event.objectId?.startsWith("vs_") && followed.has(event.type) ? event.objectId : null;
  const target = event.problem === null ? concerns : null;
  const { fresh, hasJob } = await storeEvent({
    ...columns,
    livemode: livemode ?? env().stripe.livemode,
    deliveries,
    payload: sealUnderKeyring(rawBody, place.eventPayload(event.id)),
    job: target ? { payload: jobOf(target, deliveries), key: syncKey(target), queue: syncQueue(target) } : null,
  });
  if (!fresh) return "duplicate";
  if (event.problem !== null) return "unreadable";
  if (target && !hasJob) await enqueueSync(db, target);
  return target ? "queued" : "ignored";
}

const jobOf = (verificationSessionId: string, deliveries: 0 | 1): Jobs["syncVerificationSession"] => ({
  verificationSessionId,
  requestId: currentRequestId(),
  traceparent: currentTraceparent(),
  found: deliveries === 0 ? "undelivered_event" : null,
});
