import { apiVersion } from "../api-version.ts";
import type { Call, Endpoint } from "../http/endpoint.ts";
import type { Parameters } from "../http/parameters.ts";
import { type Listeners, listenPath } from "./listeners.ts";

type CliContext = { listeners: Listeners };

/** How long the Stripe CLI keeps one connection before it opens the next. */
const reconnectSeconds = 24 * 3600;

/** What the Stripe CLI calls for `stripe listen`, beside the public API. */
export const cliEndpoints: readonly Endpoint<CliContext>[] = [
  {
    method: "POST",
    path: "/v1/stripecli/sessions",
    kind: null,
    permission: "webhooks_write",
    prepare: prepareSession,
  },
];

function prepareSession(parameters: Parameters) {
  const forwardUrl = parameters.string("forward_to_url") ?? null;
  const features = parameters.strings("websocket_features");
  for (const name of ["device_name", "forward_connect_to_url", "forward_thin_to_url", "forward_thin_connect_to_url"]) {
    parameters.string(name);
  }

  return ({ origin }: Call, { listeners }: CliContext) => ({
    object: "stripecli.session",
    websocket_id: listeners.open(forwardUrl),
    websocket_url: `${origin.replace(/^http/, "ws")}${listenPath}`,
    websocket_authorized_feature: features?.[0] ?? "webhooks",
    secret: listeners.secret,
    default_version: apiVersion,
    latest_version: apiVersion,
    display_connect_filter_warning: false,
    reconnect_delay: reconnectSeconds,
  });
}
