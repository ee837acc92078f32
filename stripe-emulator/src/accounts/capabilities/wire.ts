import type { Wire } from "../../http/expand.ts";
import type { AccountRecord, CapabilityState } from "../../records/account.ts";

/** Stripe API, Capability, of every one the account was asked for, in alphabetical order. */
export function capabilitiesToWire(account: AccountRecord): Wire[] {
  return Object.entries(account.internal.capabilities)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, state]) => capabilityToWire(account, name, state));
}

/** One Capability. */
export function capabilityToWire(account: AccountRecord, name: string, state: CapabilityState): Wire {
  return { id: name, object: "capability", account: account.id, ...state };
}
