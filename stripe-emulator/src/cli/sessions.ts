import { apiVersion } from "../api-version.ts";
import type { Call, Endpoint } from "../http/api.ts";
import type { Parameters } from "../http/parameters.ts";
import { listenPath } from "./listeners.ts";

/** How long the Stripe CLI keeps one connection before it opens the next. */
const reconnectSeconds = 24 * 3600;

/** What the Stripe CLI calls for `stripe listen`, beside the public API. */
export const cliEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/stripecli/sessions",
    kind: "webhook_endpoint",
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

  return ({ emulator, origin }: Call) => ({
    object: "stripecli.session",
    websocket_id: emulator.listeners.open(forwardUrl),
    websocket_url: `${origin.replace(/^http/, "ws")}${listenPath}`,
    websocket_authorized_feature: features?.[0] ?? "webhooks",
    secret: emulator.listeners.secret,
    default_version: apiVersion,
    latest_version: apiVersion,
    display_connect_filter_warning: false,
    reconnect_delay: reconnectSeconds,
  });
}
