import type { AccountRecord } from "../../records/account.ts";
import { noRequirements } from "../assessment/nothing-due.ts";
import type { AccountContext } from "../change.ts";

/** Asks for a capability or gives it back. */
export function requestCapability(
  { clock }: AccountContext,
  { internal }: AccountRecord,
  name: string,
  requested: boolean,
): void {
  const known = internal.capabilities[name];
  if (known) {
    if (requested && !known.requested) known.requested_at = clock.now();
    known.requested = requested;
    if (!requested) Object.assign(known, { requirements: noRequirements(), future_requirements: noRequirements() });
  } else if (requested) {
    internal.capabilities[name] = {
      requested: true,
      requested_at: clock.now(),
      status: "inactive",
      requirements: noRequirements(),
      future_requirements: noRequirements(),
    };
  }
}
