import { createHash } from "node:crypto";
import type { Emulator } from "../emulator.ts";
import { type Call, cursorOf, type Endpoint, readListParameters } from "../http/api.ts";
import { ApiError, parameterError } from "../http/errors.ts";
import { platformAccount } from "../http/keys.ts";
import { checkUrl, mergeMetadata, missing, type Parameters } from "../http/parameters.ts";
import { isApiVersion } from "../http/version.ts";
import { newId, randomToken } from "../ids.ts";
import type { WebhookEndpointRecord } from "../records/webhook-endpoint.ts";
import { readSetting, writeSetting } from "../store/settings.ts";
import { eventTypes } from "./event-types.ts";
import { identityEvents } from "./events.ts";

/** Stripe API, webhook endpoints: up to 16 per account. */
const mostEndpoints = 16;

const path = "/v1/webhook_endpoints";
const kind = "webhook_endpoint";
/** The setting that tells with which secret endpoints were last configured. */
const configuredSecret = "configured_webhook_secret";

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

/**
 * Makes the endpoints of the start options exist, unchanged ones under the same id as before and with the secrets they
 * were rolled to; others so made go.
 */
export function configureEndpoints(emulator: Emulator): void {
  const { objects, options, database } = emulator;
  const { webhookSecret } = options.keys;
  const isSameSecret = readSetting(database, configuredSecret) === webhookSecret;
  writeSetting(database, configuredSecret, webhookSecret);
  for (const old of objects.all(kind)) {
    if (old.internal.configured && !options.webhookUrls.includes(old.url)) objects.delete(kind, old.id);
  }
  for (const url of options.webhookUrls) {
    const id = `we_${createHash("sha256").update(url).digest("hex").slice(0, 24)}`;
    const known = objects.get(kind, platformAccount, id);
    const kept = isSameSecret && known ? known.internal : { secrets: [webhookSecret] };
    const endpoint: WebhookEndpointRecord = {
      id,
      object: "webhook_endpoint",
      api_version: null,
      application: null,
      created: known?.created ?? emulator.clock.now(),
      description: "Set when the emulator was started",
      enabled_events: [...identityEvents],
      livemode: false,
      metadata: {},
      status: "enabled",
      url,
      internal: { ...kept, connect: false, configured: true },
    };
    if (known) objects.update(kind, endpoint);
    else objects.insert(kind, platformAccount, endpoint);
  }
}

/** Gives an endpoint a new secret, and answers it; the old one signs beside it for so many seconds of the emulator's clock. */
export function rollSecret(emulator: Emulator, endpoint: WebhookEndpointRecord, oldForSeconds: number): string {
  const now = emulator.clock.now();
  const secret = newSecret();
  const [old = ""] = endpoint.internal.secrets;
  endpoint.internal.secrets = [secret, old];
  endpoint.internal.oldSecretsUntil = now + oldForSeconds;
  emulator.objects.update(kind, endpoint);
  return secret;
}

const newSecret = () => `whsec_${randomToken(32)}`;

function prepareCreate(parameters: Parameters) {
  const url = checkUrl(parameters.requiredString("url"), "url");
  const events = parameters.strings("enabled_events");
  if (!events) throw missing("enabled_events");
  const given = {
    api_version: checkVersion(parameters.string("api_version") ?? null),
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
    const secret = newSecret();
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

function checkEventType(type: string, index: number): string {
  if (type === "*" || eventTypes.has(type)) return type;
  throw parameterError(`Invalid enabled_events[${index}]: unknown event type ${type}`, `enabled_events[${index}]`);
}

function checkVersion(version: string | null): string | null {
  if (version === null || isApiVersion(version)) return version;
  throw parameterError(`Invalid Stripe API version: ${version}`, "api_version");
}
