import type { Clock } from "../clock/clock.ts";
import type { Call, Endpoint } from "../http/endpoint.ts";
import { noSuch, parameterError } from "../http/errors.ts";
import { readCreated, readListParameters } from "../http/lists.ts";
import type { Parameters } from "../http/parameters.ts";
import type { EventRecord } from "../records/event.ts";
import type { Condition, Filter } from "../store/objects.ts";
import type { Deliveries } from "./deliveries.ts";
import { listenerIdPrefix } from "./destination.ts";

type EventReadContext = { clock: Clock; deliveries: Deliveries };

/** Stripe API, events: how many `types` a list may name. */
const mostTypes = 20;
/** Stripe API, events: "going back up to 30 days". */
const eventsKeptSeconds = 30 * 24 * 3600;

/** Stripe API, Events: list, retrieve; those of the last 30 days. And what the Stripe CLI calls to send one again. */
export const eventEndpoints: readonly Endpoint<EventReadContext>[] = [
  {
    method: "GET",
    path: "/v1/events",
    kind: "event",
    list: true,
    permission: "events_read",
    prepare: prepareEventList,
  },
  {
    method: "GET",
    path: "/v1/events/:id",
    kind: "event",
    permission: "events_read",
    prepare: () => (call, context) => call.show("event", targetOf(call, context)),
  },
  {
    method: "POST",
    path: "/v1/events/:id/retry",
    kind: "event",
    permission: "webhooks_write",
    prepare: prepareResend,
  },
];

function prepareEventList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const created = readCreated(parameters);
  const type = parameters.text("type");
  const types = parameters.strings("types");
  const delivered = parameters.boolean("delivery_success");
  if (type && types) {
    throw parameterError("You may only specify one of these parameters: type, types.", "types", "parameters_exclusive");
  }
  if (types && types.length > mostTypes) throw parameterError(`You may specify up to ${mostTypes} types.`, "types");

  return (call: Call, context: EventReadContext) => {
    const filters = type ? [...created, typeFilter(type)] : created;
    const conditions: Condition[] = [];
    if (types?.length) {
      conditions.push({ sql: `document ->> '$.type' in (${types.map(() => "?").join(", ")})`, values: types });
    }
    if (delivered !== undefined) {
      const owed = "exists (select 1 from delivery where delivery.event = event.id and state <> 'delivered')";
      conditions.push({ sql: delivered ? `not ${owed}` : owed, values: [] });
    }
    return call.showList("event", { list, filters, conditions, goneBefore: oldestShown(context) });
  };
}

/** What `stripe events resend` calls: to one endpoint, to those who listen by the CLI, or else to every subscriber. */
function prepareResend(parameters: Parameters) {
  const endpointId = parameters.string("webhook_endpoint");
  const toListeners = parameters.boolean("for_stripecli");

  return (call: Call, context: EventReadContext) => {
    const event = targetOf(call, context);
    if (endpointId && !call.find("webhook_endpoint", endpointId)) {
      throw noSuch("webhook_endpoint", endpointId, "webhook_endpoint");
    }
    void context.deliveries.resend(event, (id) => {
      if (endpointId) return id === endpointId;
      return !toListeners || id.startsWith(listenerIdPrefix);
    });
    return call.show("event", event);
  };
}

function typeFilter(type: string): Filter {
  if (!type.includes("*")) return { property: "type", operator: "=", value: type };
  // Only `*` stands for any text; SQLite knows more such signs.
  return { property: "type", operator: "glob", value: type.replace(/[?[]/g, "[$&]") };
}

/** Events made before this second are no longer shown. */
const oldestShown = ({ clock }: EventReadContext) => clock.now() - eventsKeptSeconds;

function targetOf(call: Call, context: EventReadContext): EventRecord {
  const event = call.target("event");
  if (event.created < oldestShown(context)) throw noSuch("event", event.id);
  return event;
}
