import { createHash } from "node:crypto";
import type { Clock } from "../clock/clock.ts";
import type { Call, Endpoint } from "../http/endpoint.ts";
import { ApiError, parameterError } from "../http/errors.ts";
import { texts } from "../http/fields.ts";
import { readListParameters } from "../http/lists.ts";
import { checkUrl, mergeMetadata, missing, type Parameters } from "../http/parameters.ts";
import { isApiVersion } from "../http/version.ts";
import { newId, randomToken } from "../ids.ts";
import type { WebhookEndpointRecord } from "../records/webhook-endpoint.ts";
import type { Database } from "../store/database.ts";
import type { Objects } from "../store/objects.ts";
import { readSetting, writeSetting } from "../store/settings.ts";
import type { Deliveries } from "./deliveries.ts";
import { eventTypes } from "./event-types.ts";
import { connectEvents, identityEvents } from "./events.ts";

type EndpointContext = { objects: Objects; clock: Clock; deliveries: Deliveries };

/** What it takes to make the endpoints of the start options. */
export type ConfigureContext = {
  database: Database;
  objects: Objects;
  clock: Clock;
  options: {
    webhookUrls: readonly string[];
    connectWebhookUrls: readonly string[];
    keys: { webhookSecret: string; connectWebhookSecret: string };
  };
};

/** Stripe API, webhook endpoints: up to 16 per account. */
const mostEndpoints = 16;

const path = "/v1/webhook_endpoints";
const kind = "webhook_endpoint";
/** The settings that hold the secrets with which endpoints were last configured. */
const configuredSecrets = { own: "configured_webhook_secret", connect: "configured_connect_webhook_secret" } as const;

/** Stripe API, WebhookEndpoints: create, list, retrieve, update, delete. */
export const webhookEndpointEndpoints: readonly Endpoint<EndpointContext>[] = [
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
 * Makes the endpoints of the start options exist in an account, its own and those for accounts connected to it: unchanged
 * ones under the same id as before and with the secrets they were rolled to; others so made go.
 */
export function configureEndpoints(context: ConfigureContext, account: string): void {
  const { connectWebhookUrls, keys, webhookUrls } = context.options;
  configure(context, account, { connect: false, urls: webhookUrls, secret: keys.webhookSecret });
  configure(context, account, { connect: true, urls: connectWebhookUrls, secret: keys.connectWebhookSecret });
}

function configure(
  { objects, database, clock }: ConfigureContext,
  account: string,
  { connect, urls, secret }: { connect: boolean; urls: readonly string[]; secret: string },
): void {
  const setting = connect ? configuredSecrets.connect : configuredSecrets.own;
  const isSameSecret = readSetting(database, setting) === secret;
  writeSetting(database, setting, secret);
  for (const { id, url, internal } of objects.all(kind)) {
    if (internal.configured && internal.connect === connect && !urls.includes(url)) objects.delete(kind, id);
  }
  for (const url of urls) {
    const name = connect ? `connect ${url}` : url;
    const id = `we_${createHash("sha256").update(name).digest("hex").slice(0, 24)}`;
    const known = objects.get(kind, account, id);
    const kept = isSameSecret && known ? known.internal : { secrets: [secret] };
    const endpoint: WebhookEndpointRecord = {
      id,
      object: "webhook_endpoint",
      api_version: null,
      application: applicationOf(connect),
      created: known?.created ?? clock.now(),
      description: "Set when the emulator was started",
      enabled_events: connect ? [...connectEvents, ...identityEvents] : [...identityEvents],
      livemode: false,
      metadata: {},
      status: "enabled",
      url,
      internal: { ...kept, connect, configured: true },
    };
    if (known) objects.update(kind, endpoint);
    else objects.insert(kind, account, endpoint);
  }
}

/** Stripe's API shows of an endpoint for connected accounts the platform's application, and nothing else tells them apart. */
const applicationOf = (connect: boolean) => (connect ? "ca_EmulatorPlatform000000000000" : null);

/** Gives an endpoint a new secret, and answers it; the old one signs beside it for so many seconds of the emulator's clock. */
export function rollSecret(
  { objects, clock }: { objects: Objects; clock: Clock },
  endpoint: WebhookEndpointRecord,
  oldForSeconds: number,
): string {
  const now = clock.now();
  const secret = newSecret();
  const [old = ""] = endpoint.internal.secrets;
  endpoint.internal.secrets = [secret, old];
  endpoint.internal.oldSecretsUntil = now + oldForSeconds;
  objects.update(kind, endpoint);
  return secret;
}

const newSecret = () => `whsec_${randomToken(32)}`;

function prepareCreate(parameters: Parameters) {
  const url = checkUrl(parameters.requiredString("url"), "url");
  const events = texts(parameters, "enabled_events");
  if (!events) throw missing("enabled_events");
  const given = {
    api_version: checkVersion(parameters.text("api_version") ?? null),
    description: parameters.string("description") ?? null,
    enabled_events: events.map(checkEventType),
    metadata: mergeMetadata({}, parameters.metadata()),
  };
  const connect = parameters.boolean("connect") ?? false;

  return (call: Call, { objects, clock }: EndpointContext) => {
    if (objects.inAccount(kind, call.account).length >= mostEndpoints) {
      throw new ApiError(`You have reached the maximum of ${mostEndpoints} test webhook endpoints.`);
    }
    const secret = newSecret();
    const endpoint: WebhookEndpointRecord = {
      id: newId("we"),
      object: "webhook_endpoint",
      application: applicationOf(connect),
      created: clock.now(),
      livemode: false,
      status: "enabled",
      url,
      ...given,
      internal: { secrets: [secret], connect, configured: false },
    };
    objects.insert(kind, call.account, endpoint);
    return { ...call.show(kind, endpoint), secret };
  };
}

function prepareUpdate(parameters: Parameters) {
  const url = parameters.text("url");
  const checkedUrl = url && checkUrl(url, "url");
  const events = texts(parameters, "enabled_events")?.map(checkEventType);
  const description = parameters.string("description");
  const disabled = parameters.boolean("disabled");
  const metadata = parameters.metadata();

  return (call: Call, { objects, deliveries }: EndpointContext) => {
    const endpoint = call.target(kind);
    if (checkedUrl) endpoint.url = checkedUrl;
    if (events) endpoint.enabled_events = events;
    if (description !== undefined) endpoint.description = description;
    if (disabled !== undefined) endpoint.status = disabled ? "disabled" : "enabled";
    if (disabled) deliveries.cancel(endpoint.id);
    endpoint.metadata = mergeMetadata(endpoint.metadata, metadata);
    objects.update(kind, endpoint);
    return call.show(kind, endpoint);
  };
}

function remove(call: Call, { objects, deliveries }: EndpointContext) {
  const endpoint = call.target(kind);
  objects.delete(kind, endpoint.id);
  deliveries.cancel(endpoint.id);
  return { id: endpoint.id, object: "webhook_endpoint", deleted: true };
}

function prepareList(parameters: Parameters) {
  const list = readListParameters(parameters);
  return (call: Call) => call.showList(kind, { list });
}

function checkEventType(type: string, index: number): string {
  if (type === "*" || eventTypes.has(type)) return type;
  throw parameterError(`Invalid enabled_events[${index}]: unknown event type ${type}`, `enabled_events[${index}]`);
}

function checkVersion(version: string | null): string | null {
  if (version === null || isApiVersion(version)) return version;
  throw parameterError(`Invalid Stripe API version: ${version}`, "api_version");
}
