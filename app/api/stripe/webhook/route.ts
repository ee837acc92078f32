import { env } from "@/lib/env";
import { log, withRequestId } from "@/lib/log";
import { verifyEvent } from "@/lib/stripe/webhook";
import { readBody } from "@/lib/webhooks/body";
import { receiveEvent } from "@/lib/webhooks/receive";

/**
 * Stripe delivers at least once, in any order. 200: stored, repeated or not ours. 400: not signed by Stripe or of the
 * other mode. 413: larger than any event of Stripe's. 503: could not be stored, and Stripe tries again.
 */
export function POST(request: Request): Promise<Response> {
  const requestId = crypto.randomUUID();
  return withRequestId(requestId, async () => {
    const rawBody = await readBody(request);
    if (rawBody === null) return Response.json({ error: "too_large" }, { status: 413 });

    const { webhookSecrets, livemode } = env().stripe;
    const event = verifyEvent(rawBody, request.headers.get("stripe-signature"), webhookSecrets);
    if (!event) return Response.json({ error: "invalid_signature" }, { status: 400 });
    if (event.livemode !== livemode) return Response.json({ error: "wrong_mode" }, { status: 400 });

    try {
      // Without a log line, which would be a tenth of what an event costs: the job's lines carry the same id.
      return Response.json({ outcome: await receiveEvent(event) }, { headers: { "x-request-id": requestId } });
    } catch (error) {
      log.error("an event could not be stored", { stripeEventId: event.id, eventType: event.type }, error);
      return Response.json({ error: "not_stored" }, { status: 503 });
    }
  });
}
