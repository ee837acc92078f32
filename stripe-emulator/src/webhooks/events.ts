import { apiVersion } from "../api-version.ts";
import type { Emulator } from "../emulator.ts";
import type { Wire } from "../http/expand.ts";
import { platformAccount } from "../http/keys.ts";
import { newId } from "../ids.ts";
import type { EventRecord } from "../records/event.ts";

/** The identity events. A configured endpoint subscribes to each by name. */
export const identityEvents = [
  "identity.verification_session.created",
  "identity.verification_session.processing",
  "identity.verification_session.verified",
  "identity.verification_session.requires_input",
  "identity.verification_session.canceled",
  "identity.verification_session.redacted",
] as const;
/** What happens here. */
type EventType = (typeof identityEvents)[number] | `customer.${"created" | "updated" | "deleted"}`;
/** The API request that caused an event; null if nothing the account called did. */
export type Cause = { requestId: string; idempotencyKey: string | null } | null;

/**
 * Stores an event with its snapshot and owes it to whoever is subscribed; join it to the effect's transaction. An
 * `*.updated` event names the changed properties with the values they had.
 */
export function emit(
  emulator: Emulator,
  type: EventType,
  snapshot: Wire,
  cause: Cause,
  previousAttributes?: Wire,
): void {
  const event: EventRecord = {
    id: newId("evt"),
    object: "event",
    api_version: apiVersion,
    created: emulator.clock.now(),
    data: { object: snapshot, ...(previousAttributes && { previous_attributes: previousAttributes }) },
    livemode: false,
    request: { id: cause?.requestId ?? null, idempotency_key: cause?.idempotencyKey ?? null },
    type,
  };
  emulator.objects.insert("event", platformAccount, event);
  emulator.deliveries.add(event);
}

/** The event as read or delivered now: its content never changes, `pending_webhooks` counts down. */
export function eventToWire(emulator: Emulator, event: EventRecord): Wire {
  return { ...event, pending_webhooks: emulator.deliveries.undelivered(event.id) };
}
