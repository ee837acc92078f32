import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { storeEvent } from "@/lib/events/inbox";
import { toKeptPayload } from "@/lib/events/payload";
import { targetOf } from "@/lib/events/target";
import type { StripeEvent } from "@/lib/events/webhook";
import { specOf } from "@/lib/jobs/definitions";
import { currentOrigin, enqueueSyncs } from "@/lib/jobs/enqueue";
import { sealUnderKeyring } from "@/lib/pii/keyring";
import { place } from "@/lib/pii/places";

/** What became of a delivery. `ignored`: stored, but nothing that we follow. `unreadable`: stored, for a person to look at. */
export type Received = "queued" | "duplicate" | "ignored" | "unreadable";

/**
 * Stores a verified event together with the job that syncs what it concerns: when this returns, both are
 * there, and when it throws, neither need be (`storeEvent` says when it does). A repeated event is counted and changes
 * nothing else; one that cannot be read becomes a dead letter. `deliveries` is 0 for an event that Stripe
 * did not deliver and we asked for.
 */
export async function receiveEvent(event: StripeEvent, deliveries: 0 | 1 = 1): Promise<Received> {
  const { rawBody, livemode, ...columns } = event;
  const target = event.problem === null ? targetOf(event) : null;
  const { fresh, hasJob } = await storeEvent({
    ...columns,
    // What is looked up by it, from the inbox to the console, is what is to be read.
    objectId: target?.id ?? event.objectId,
    livemode: livemode ?? env().stripe.livemode,
    deliveries,
    payload: sealUnderKeyring(toKeptPayload(rawBody), place.eventPayload(event.id)),
    job: target && specOf(target, currentOrigin(deliveries === 0 ? "undelivered_event" : null)),
  });
  if (!fresh) return "duplicate";
  if (event.problem !== null) return "unreadable";
  if (target && !hasJob) await enqueueSyncs(db, [target]);
  return target ? "queued" : "ignored";
}
