import type { Clock } from "../../clock/clock.ts";
import type { Call, Endpoint } from "../../http/endpoint.ts";
import { missing, type Parameters } from "../../http/parameters.ts";
import { randomToken } from "../../ids.ts";
import { checkPlatformOf } from "../connected.ts";
import { components } from "./components.ts";

type SessionContext = { clock: Clock };

/** Assumed: no document says how long a client secret lives. */
const lifetimeSeconds = 3600;

/** Features that are off unless they are asked for, in accounts whose platform bears the losses; all others are on. */
const offByDefault: readonly string[] = [
  "destination_on_behalf_of_charge_management",
  "edit_payout_schedule",
  "standard_payouts",
];

/** Stripe API, Account Sessions: create. Nothing is kept: no component of the emulator takes the secret. */
export const accountSessionEndpoints: readonly Endpoint<SessionContext>[] = [
  {
    method: "POST",
    path: "/v1/account_sessions",
    kind: null,
    permission: "connected_account_write",
    prepare: prepareCreate,
  },
];

function prepareCreate(parameters: Parameters) {
  const account = parameters.requiredString("account");
  const given = parameters.hash("components");
  if (!given) throw missing("components");
  const shown = Object.entries(components).map(([name, features]) => [name, readComponent(given, name, features)]);

  return (call: Call, { clock }: SessionContext) => {
    checkPlatformOf(call, account);
    return {
      object: "account_session",
      account,
      client_secret: `accs_secret__${randomToken(40)}`,
      components: Object.fromEntries(shown),
      expires_at: clock.now() + lifetimeSeconds,
      livemode: false,
    };
  };
}

function readComponent(components: Parameters, name: string, features: readonly string[]) {
  const component = components.hash(name);
  const enabled = component?.boolean("enabled");
  if (component && enabled === undefined) throw missing(component.path("enabled"));
  const given = component?.hash("features");
  const read = new Map(features.map((feature) => [feature, given?.boolean(feature)]));
  const shown = features.map((feature) => {
    const isOn = read.get(feature) ?? defaultOf(feature, read);
    return [feature, isOn];
  });
  return { enabled: enabled ?? false, features: Object.fromEntries(shown) };
}

/** Stripe API, Account Sessions: two features follow another one. */
function defaultOf(feature: string, given: ReadonlyMap<string, boolean | undefined>): boolean {
  if (feature === "disable_stripe_user_authentication") return given.get("external_account_collection") === false;
  if (feature === "smart_disputes_management") return given.get("dispute_management") ?? true;
  return !offByDefault.includes(feature);
}
