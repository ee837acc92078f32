import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { receiveEvent } from "@/lib/events/receive";
import { toEvent } from "@/lib/events/webhook";
import { readFromHighWaterMark } from "@/lib/reconciler/high-water-mark";
import { listUndeliveredEvents } from "@/lib/stripe/lists";

/**
 * Receives the events that Stripe could not deliver to us, as if it had, with no delivery counted. At most ten calls of
 * Stripe's a round. Returns how many were new to us.
 */
export async function receiveUndelivered(): Promise<number> {
  const { livemode } = env().stripe;
  return readFromHighWaterMark("undelivered_events", listUndeliveredEvents, async (bodies) => {
    const events = bodies.map(toEvent);
    const ids = events.map(({ id }) => id);
    const known = await db.stripeEvent.findMany({ where: { id: { in: ids } }, select: { id: true } });
    const seen = new Set(known.map(({ id }) => id));
    // Oldest first, as they would have come.
    const missed = events.filter((event) => !seen.has(event.id) && event.livemode === livemode).reverse();
    const received = await Promise.all(missed.map((event) => receiveEvent(event, 0)));
    return received.filter((outcome) => outcome !== "duplicate").length;
  });
}
