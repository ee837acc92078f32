import { createHash } from "node:crypto";
import type { Emulator } from "../emulator.ts";
import { type Call, cursorOf, type Endpoint, readCreated, readListParameters } from "../http/api.ts";
import { ApiError, noSuch, parameterError } from "../http/errors.ts";
import { platformAccount } from "../http/keys.ts";
import { checkUrl, mergeMetadata, missing, type Parameters } from "../http/parameters.ts";
import { newId, randomToken } from "../ids.ts";
import type { WebhookEndpointRecord } from "../records.ts";
import type { Condition, Filter } from "../store/objects.ts";
import { identityEvents } from "./events.ts";

/** Stripe API, webhook endpoints: up to 16 per account. */
const mostEndpoints = 16;
/** Stripe API, events: "going back up to 30 days". */
const eventsKeptSeconds = 30 * 24 * 3600;

const path = "/v1/webhook_endpoints";
const kind = "webhook_endpoint";

/** Stripe API, WebhookEndpoints: create, list, retrieve, update, delete. */
export const webhookEndpointEndpoints: readonly Endpoint[] = [
  { method: "POST", path, kind, permission: "webhooks_write", prepare: prepareCreate },
  { method: "GET", path, kind, list: true, permission: "webhooks_read", prepare: prepareList },
  {
    method: "GET",
    path: `${path}/:id`,
    kind,
    permission: "webhooks_read",
    prepare: () => (call) => call.show(kind, call.target(kind)),
  },
  { method: "POST", path: `${path}/:id`, kind, permission: "webhooks_write", prepare: prepareUpdate },
  { method: "DELETE", path: `${path}/:id`, kind, permission: "webhooks_write", prepare: () => remove },
];

/** Stripe API, Events: list, retrieve; those of the last 30 days. */
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
    prepare: () => (call) => {
      const event = call.target("event");
      if (event.created < call.emulator.clock.now() - eventsKeptSeconds) throw noSuch("event", event.id);
      return call.show("event", event);
    },
  },
];

/** Makes the endpoints of the start options exist, unchanged ones under the same id as before; others so made go. */
export function configureEndpoints(emulator: Emulator): void {
  const { objects, options } = emulator;
  for (const old of objects.all(kind)) {
    if (old.internal.configured && !options.webhookUrls.includes(old.url)) objects.delete(kind, old.id);
  }
  for (const url of options.webhookUrls) {
    const id = `we_${createHash("sha256").update(url).digest("hex").slice(0, 24)}`;
    const endpoint: WebhookEndpointRecord = {
      id,
      object: "webhook_endpoint",
      api_version: null,
      application: null,
      created: emulator.clock.now(),
      description: "Set when the emulator was started",
      enabled_events: [...identityEvents],
      livemode: false,
      metadata: {},
      status: "enabled",
      url,
      internal: { secrets: [options.keys.webhookSecret], connect: false, configured: true },
    };
    const known = objects.get(kind, platformAccount, id);
    if (known) objects.update(kind, { ...endpoint, created: known.created });
    else objects.insert(kind, platformAccount, endpoint);
  }
}

function prepareCreate(parameters: Parameters) {
  const url = checkUrl(parameters.requiredString("url"), "url");
  const events = parameters.strings("enabled_events");
  if (!events) throw missing("enabled_events");
  const given = {
    api_version: parameters.string("api_version") ?? null,
    description: parameters.string("description") ?? null,
    enabled_events: events.map(checkEventType),
    metadata: mergeMetadata({}, parameters.metadata()),
  };
  const connect = parameters.boolean("connect") ?? false;

  return (call: Call) => {
    const { emulator } = call;
    if (emulator.objects.all(kind).length >= mostEndpoints) {
      throw new ApiError(`You have reached the maximum of ${mostEndpoints} test webhook endpoints.`);
    }
    const secret = `whsec_${randomToken(32)}`;
    const endpoint: WebhookEndpointRecord = {
      id: newId("we"),
      object: "webhook_endpoint",
      application: null,
      created: emulator.clock.now(),
      livemode: false,
      status: "enabled",
      url,
      ...given,
      internal: { secrets: [secret], connect, configured: false },
    };
    emulator.objects.insert(kind, call.account, endpoint);
    return { ...call.show(kind, endpoint), secret };
  };
}

function prepareUpdate(parameters: Parameters) {
  const url = parameters.string("url");
  const checkedUrl = url && checkUrl(url, "url");
  const events = parameters.strings("enabled_events")?.map(checkEventType);
  const description = parameters.string("description");
  const disabled = parameters.boolean("disabled");
  const metadata = parameters.metadata();

  return (call: Call) => {
    const { emulator } = call;
    const endpoint = call.target(kind);
    if (checkedUrl) endpoint.url = checkedUrl;
    if (events) endpoint.enabled_events = events;
    if (description !== undefined) endpoint.description = description;
    if (disabled !== undefined) endpoint.status = disabled ? "disabled" : "enabled";
    if (disabled) emulator.deliveries.giveUp(endpoint.id);
    endpoint.metadata = mergeMetadata(endpoint.metadata, metadata);
    emulator.objects.update(kind, endpoint);
    return call.show(kind, endpoint);
  };
}

function remove(call: Call) {
  const endpoint = call.target(kind);
  call.emulator.objects.delete(kind, endpoint.id);
  call.emulator.deliveries.giveUp(endpoint.id);
  return { id: endpoint.id, object: "webhook_endpoint", deleted: true };
}

function prepareList(parameters: Parameters) {
  const list = readListParameters(parameters);
  return (call: Call) => {
    const cursor = cursorOf(call, kind, list);
    const query = { filters: [], cursor, limit: list.limit };
    return call.showList(kind, call.emulator.objects.list(kind, call.account, query));
  };
}

function prepareEventList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const created = readCreated(parameters);
  const type = parameters.string("type");
  const types = parameters.strings("types");
  const delivered = parameters.boolean("delivery_success");
  if (type && types) {
    throw parameterError("You may only specify one of these parameters: type, types.", "types", "parameters_exclusive");
  }
  if (types && types.length > 20) throw parameterError("You may specify up to 20 types.", "types");

  return (call: Call) => {
    const cursor = cursorOf(call, "event", list);
    const filters: Filter[] = [
      ...created,
      { property: "created", operator: ">=", value: call.emulator.clock.now() - eventsKeptSeconds },
    ];
    if (type) filters.push({ property: "type", operator: "glob", value: type });
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

function checkEventType(type: string): string {
  if (type === "*" || /^[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(type)) return type;
  throw parameterError(`Invalid enabled_events: must be an event type or *`, "enabled_events");
}
