import { answerDelivery } from "@/app/api/stripe/webhook/delivery";
import { env } from "@/lib/env";
import { rulesOf } from "@/lib/http/routes";

const { bodyBytes } = rulesOf("/api/stripe/webhook");

/** The endpoint for events of our own account. */
export const POST = (request: Request): Promise<Response> =>
  answerDelivery(request, { secrets: env().stripe.webhookSecrets, bodyBytes, bothModes: false });
