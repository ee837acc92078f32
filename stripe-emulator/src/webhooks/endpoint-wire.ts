import type { Wire } from "../http/expand.ts";
import type { WebhookEndpointRecord } from "../records/webhook-endpoint.ts";

/** The endpoint without its secret, which only the answer to its creation shows. */
export function endpointToWire({ internal: _, ...shown }: WebhookEndpointRecord): Wire {
  return shown;
}
