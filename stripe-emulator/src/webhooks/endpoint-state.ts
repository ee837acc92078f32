import type { WebhookEndpointRecord } from "../records/webhook-endpoint.ts";

/** True if the endpoint is on and asks for events of this type. `*` leaves out `redacted`, as Stripe's does. */
export function isSubscribed(endpoint: WebhookEndpointRecord, type: string): boolean {
  if (endpoint.status !== "enabled") return false;
  if (endpoint.enabled_events.includes(type)) return true;
  return endpoint.enabled_events.includes("*") && type !== "identity.verification_session.redacted";
}

/** The secrets that sign at a moment of the emulator's clock, newest first: one, and while it is rolled the old one too. */
export function activeSecrets({ internal }: WebhookEndpointRecord, now: number): string[] {
  const [newest = "", ...old] = internal.secrets;
  return now < (internal.oldSecretsUntil ?? 0) ? [newest, ...old] : [newest];
}
