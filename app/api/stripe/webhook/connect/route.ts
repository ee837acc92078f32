import { answerDelivery } from "@/app/api/stripe/webhook/delivery";
import { env } from "@/lib/env";
import { rulesOf } from "@/lib/http/routes";

const { bodyBytes } = rulesOf("/api/stripe/webhook/connect");

/** The endpoint for events of connected accounts, with secrets of its own; without any it believes nobody. */
export const POST = (request: Request): Promise<Response> =>
  answerDelivery(request, { secrets: env().stripe.connectWebhookSecrets, bodyBytes });
