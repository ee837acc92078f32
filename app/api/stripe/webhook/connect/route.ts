import { answerDelivery } from "@/app/api/stripe/webhook/delivery";
import { env } from "@/lib/env";
import { rulesOf } from "@/lib/http/routes";

const { bodyBytes } = rulesOf("/api/stripe/webhook/connect");

/**
 * The endpoint for events of connected accounts, with secrets of its own; without any it believes nobody. Stripe sends a live one test
 * events too (Stripe docs, Connect webhooks): refused, they would come again for days and make the endpoint look broken.
 */
export const POST = (request: Request): Promise<Response> =>
  answerDelivery(request, { secrets: env().stripe.connectWebhookSecrets, bodyBytes, bothModes: true });
