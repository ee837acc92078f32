import type { Call, Endpoint } from "../../http/endpoint.ts";
import { noSuch } from "../../http/errors.ts";
import { flag } from "../../http/fields.ts";
import type { Parameters } from "../../http/parameters.ts";
import { type CapabilityName, type CapabilityState, capabilityNames } from "../../records/account.ts";
import { noRequirements } from "../assessment/nothing-due.ts";
import { type AccountContext, changeAccount } from "../change.ts";
import { connected } from "../connected.ts";
import { requestCapability } from "./request.ts";
import { capabilitiesToWire, capabilityToWire } from "./wire.ts";

const path = "/v1/accounts/:account/capabilities";

/** Stripe API, Capabilities of a connected account: list, retrieve, request or give back. They are kept with the account. */
export const capabilityEndpoints: readonly Endpoint<AccountContext>[] = [
  {
    method: "GET",
    path,
    kind: null,
    permission: "accounts_kyc_basic_read",
    prepare: () => (call) => ({
      object: "list",
      data: capabilitiesToWire(connected(call)),
      has_more: false,
      url: `/v1/accounts/${call.account}/capabilities`,
    }),
  },
  {
    method: "GET",
    path: `${path}/:capability`,
    kind: null,
    permission: "accounts_kyc_basic_read",
    prepare: () => show,
  },
  {
    method: "POST",
    path: `${path}/:capability`,
    kind: null,
    permission: "connected_account_write",
    prepare: prepareUpdate,
  },
];

function show(call: Call) {
  const account = connected(call);
  const name = nameOf(call);
  return capabilityToWire(account, name, account.internal.capabilities[name] ?? unrequested());
}

function prepareUpdate(parameters: Parameters) {
  const requested = flag(parameters, "requested");
  return (call: Call, context: AccountContext) => {
    const name = nameOf(call);
    const account = connected(call);
    if (typeof requested === "boolean") {
      changeAccount(context, account, call.cause, () => requestCapability(context, account, name, requested));
    }
    return show(call);
  };
}

/** Throws 404 for what is no capability. */
function nameOf(call: Call): CapabilityName {
  const asked = call.parameter("capability");
  const name = capabilityNames.find((one) => one === asked);
  if (name === undefined) throw noSuch("capability", asked);
  return name;
}

const unrequested = (): CapabilityState => ({
  requested: false,
  requested_at: null,
  status: "unrequested",
  requirements: noRequirements(),
  future_requirements: noRequirements(),
});
