import { apiVersion } from "../api-version.ts";
import type { Clock } from "../clock/clock.ts";
import type { Wire } from "../http/expand.ts";
import { platformAccount } from "../http/keys.ts";
import { newId } from "../ids.ts";
import type { Cause, EventRecord } from "../records/event.ts";
import type { Objects } from "../store/objects.ts";
import type { Deliveries } from "./deliveries.ts";

/** The identity events. A configured endpoint subscribes to each by name. */
export const identityEvents = [
  "identity.verification_session.created",
  "identity.verification_session.processing",
  "identity.verification_session.verified",
  "identity.verification_session.requires_input",
  "identity.verification_session.canceled",
  "identity.verification_session.redacted",
] as const;
/** What happens in connected accounts. An endpoint configured for them subscribes to each by name. */
export const connectEvents = [
  "account.updated",
  "account.external_account.created",
  "account.external_account.deleted",
  "account.external_account.updated",
  "capability.updated",
  "person.created",
  "person.deleted",
  "person.updated",
] as const;
/** What happens here. */
export type EventType =
  | (typeof identityEvents)[number]
  | (typeof connectEvents)[number]
  | `customer.${"created" | "updated" | "deleted"}`;

/** What it takes to make an event. */
export type EventContext = { objects: Objects; clock: Clock; deliveries: Deliveries };

/**
 * Stores an event of an account with its snapshot and owes it to every subscriber; join it to the effect's
 * transaction. An `*.updated` event names the changed properties with the values they had.
 */
export function emit(
  { objects, clock, deliveries }: EventContext,
  account: string,
  type: EventType,
  snapshot: Wire,
  cause: Cause,
  previousAttributes?: Wire,
): void {
  const event: EventRecord = {
    id: newId("evt"),
    object: "event",
    ...(account !== platformAccount && { account }),
    api_version: apiVersion,
    created: clock.now(),
    data: { object: snapshot, ...(previousAttributes && { previous_attributes: previousAttributes }) },
    livemode: false,
    request: { id: cause?.requestId ?? null, idempotency_key: cause?.idempotencyKey ?? null },
    type,
  };
  objects.insert("event", account, event);
  deliveries.add(event);
}

/** The event as read or delivered now: its content never changes, `pending_webhooks` counts down. */
export function eventToWire({ deliveries }: { deliveries: Deliveries }, event: EventRecord): Wire {
  return { ...event, pending_webhooks: deliveries.undelivered(event.id) };
}
