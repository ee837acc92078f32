import { listenerIdPrefix } from "../cli/listeners.ts";
import type { Emulator } from "../emulator.ts";
import { type Call, cursorOf, type Endpoint, readCreated, readListParameters } from "../http/api.ts";
import { noSuch, parameterError } from "../http/errors.ts";
import type { Parameters } from "../http/parameters.ts";
import type { EventRecord } from "../records/event.ts";
import type { Condition, Filter } from "../store/objects.ts";

/** Stripe API, events: how many `types` a list may name. */
const mostTypes = 20;
/** Stripe API, events: "going back up to 30 days". */
const eventsKeptSeconds = 30 * 24 * 3600;

/** Stripe API, Events: list, retrieve; those of the last 30 days. And what the Stripe CLI calls to send one again. */
export const eventEndpoints: readonly Endpoint[] = [
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
    prepare: () => (call) => call.show("event", targetOf(call)),
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
  const type = parameters.string("type");
  const types = parameters.strings("types");
  const delivered = parameters.boolean("delivery_success");
  if (type && types) {
    throw parameterError("You may only specify one of these parameters: type, types.", "types", "parameters_exclusive");
  }
  if (types && types.length > mostTypes) throw parameterError(`You may specify up to ${mostTypes} types.`, "types");

  return (call: Call) => {
    const cursor = cursorOf(call, "event", list);
    const filters: Filter[] = [...created, { property: "created", operator: ">=", value: oldestShown(call.emulator) }];
    if (type) filters.push(typeFilter(type));
    const conditions: Condition[] = [];
    if (types?.length) {
      conditions.push({ sql: `document ->> '$.type' in (${types.map(() => "?").join(", ")})`, values: types });
    }
    if (delivered !== undefined) {
      const owed = "exists (select 1 from delivery where delivery.event = event.id and state <> 'delivered')";
      conditions.push({ sql: delivered ? `not ${owed}` : owed, values: [] });
    }
    const query = { filters, conditions, cursor, limit: list.limit };
    return call.showList("event", call.emulator.objects.list("event", call.account, query));
  };
}

/** What `stripe events resend` calls: to one endpoint, to whoever listens by the CLI, or else to everybody. */
function prepareResend(parameters: Parameters) {
  const endpointId = parameters.string("webhook_endpoint");
  const toListeners = parameters.boolean("for_stripecli");

  return (call: Call) => {
    const event = targetOf(call);
    const { objects, deliveries } = call.emulator;
    if (endpointId && !objects.get("webhook_endpoint", call.account, endpointId)) {
      throw noSuch("webhook_endpoint", endpointId, "webhook_endpoint");
    }
    void deliveries.resend(event, (id) => {
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
const oldestShown = ({ clock }: Emulator) => clock.now() - eventsKeptSeconds;

function targetOf(call: Call): EventRecord {
  const event = call.target("event");
  if (event.created < oldestShown(call.emulator)) throw noSuch("event", event.id);
  return event;
}
