import { apiVersion } from "../api-version.ts";
import type { Emulator } from "../emulator.ts";
import type { Wire } from "../http/expand.ts";
import { platformAccount } from "../http/keys.ts";
import { newId } from "../ids.ts";
import type { EventRecord, WebhookEndpointRecord } from "../records.ts";

/** The identity events. A configured endpoint subscribes to each by name. */
export const identityEvents = [
  "identity.verification_session.created",
  "identity.verification_session.processing",
  "identity.verification_session.verified",
  "identity.verification_session.requires_input",
  "identity.verification_session.canceled",
  "identity.verification_session.redacted",
] as const;
type IdentityEvent = (typeof identityEvents)[number];

/** The API request that caused an event; null if nothing the account called did. */
export type Cause = { requestId: string; idempotencyKey: string | null } | null;

/** Stores an event with its snapshot and one pending delivery per subscribed endpoint; join it to the effect's transaction. */
export function emit(emulator: Emulator, type: IdentityEvent, snapshot: Wire, cause: Cause): void {
  const event: EventRecord = {
    id: newId("evt"),
    object: "event",
    api_version: apiVersion,
    created: emulator.clock.now(),
    data: { object: snapshot },
    livemode: false,
    request: { id: cause?.requestId ?? null, idempotency_key: cause?.idempotencyKey ?? null },
    type,
  };
  emulator.objects.insert("event", platformAccount, event);
  for (const endpoint of emulator.objects.all("webhook_endpoint")) {
    if (isSubscribed(endpoint, type)) emulator.deliveries.add(event.id, endpoint.id);
  }
}

/** True if the endpoint gets events of this type. `*` leaves out `redacted`, as Stripe's does. */
export function isSubscribed(endpoint: WebhookEndpointRecord, type: string): boolean {
  if (endpoint.status !== "enabled" || endpoint.internal.connect) return false;
  if (endpoint.enabled_events.includes(type)) return true;
  return endpoint.enabled_events.includes("*") && type !== "identity.verification_session.redacted";
}

/** The event as read or delivered now: its content never changes, `pending_webhooks` counts down. */
export function eventToWire(emulator: Emulator, event: EventRecord): Wire {
  return { ...event, pending_webhooks: emulator.deliveries.undelivered(event.id) };
}
