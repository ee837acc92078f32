import { env } from "@/lib/env";
import { receiveEvent } from "@/lib/events/receive";
import { followedEvents } from "@/lib/events/target";
import { verifyEvent } from "@/lib/events/webhook";
import { readBody } from "@/lib/http/body";
import { log } from "@/lib/log";
import { type EventAnswer, eventAnswered } from "@/lib/metrics/metrics";

/**
 * Answers one delivery to an endpoint of ours, which is told by its signing secrets. What an event concerns is told by the
 * event alone: one that came to the other endpoint is followed all the same, because Stripe signed it and it only asks us to
 * read.
 *
 * Stripe delivers at least once, in any order. 200: stored, also what is repeated, not ours or cannot be read; or left because it is of
 * the other mode, where Stripe sends `bothModes`. 400: not signed by Stripe, or of the other mode. 408 and 413: never whole, or
 * larger than any event of Stripe's. 503: could not be stored, and Stripe tries again.
 */
export async function answerDelivery(
  request: Request,
  { secrets, bodyBytes, bothModes }: { secrets: readonly string[]; bodyBytes: number; bothModes: boolean },
): Promise<Response> {
  const startedAt = performance.now();
  const answer = (status: number, outcome: EventAnswer, eventType: string | null = null) => {
    eventAnswered({ type: eventType, known: followedEvents }, outcome, (performance.now() - startedAt) / 1000);
    return Response.json(status === 200 ? { outcome } : { error: outcome }, { status });
  };
  const body = await readBody(request, bodyBytes);
  if (!body.ok) return answer(body.code === "too_large" ? 413 : 408, body.code);

  const event = verifyEvent(body.bytes, request.headers.get("stripe-signature"), secrets);
  if (!event) return answer(400, "invalid_signature");
  if (event.livemode !== null && event.livemode !== env().stripe.livemode) {
    return bothModes ? answer(200, "other_mode", event.type) : answer(400, "wrong_mode", event.type);
  }

  try {
    // Without a log line, which would be a tenth of what an event costs: the job's lines carry the same id.
    return answer(200, await receiveEvent(event), event.type);
  } catch (error) {
    log.error("an event could not be stored", { stripeEventId: event.id, eventType: event.type }, error);
    return answer(503, "not_stored", event.type);
  }
}
