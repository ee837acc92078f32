import type { Clock } from "../clock/clock.ts";
import { newId, randomToken } from "../ids.ts";
import type { VerificationFlowRecord } from "../records/verification-flow.ts";
import type { SessionOptions } from "../records/verification-session.ts";
import type { Objects, Owned } from "../store/objects.ts";

/** Stripe API, verification flows: what the Dashboard saves and shows; here control calls do. */
type ShownFlow = Pick<VerificationFlowRecord, "id" | "active" | "options" | "return_url"> & { static_link: string };

/** What to change of a flow, each part as a whole; the first four as in VerificationSession.options. */
export type FlowChanges = {
  document?: SessionOptions["document"] | undefined;
  email?: SessionOptions["email"] | undefined;
  phone?: SessionOptions["phone"] | undefined;
  matching?: SessionOptions["matching"] | undefined;
  return_url?: string | null | undefined;
  active?: boolean | undefined;
};

/** Makes a flow of an account. */
export function createFlow(
  { objects, clock }: { objects: Objects; clock: Clock },
  account: string,
  changes: FlowChanges,
): VerificationFlowRecord {
  const blank: VerificationFlowRecord = {
    id: newId("vf"),
    active: true,
    created: clock.now(),
    options: { document: {} },
    return_url: null,
    token: randomToken(24),
  };
  const flow = changeFlow(blank, changes);
  objects.insert("verification_flow", account, flow);
  return flow;
}

/**
 * Changes what is given; sessions made before keep what they were made with. A flow that is not `active` has no static
 * link that works.
 */
export function updateFlow(
  { objects }: { objects: Objects },
  known: VerificationFlowRecord,
  changes: FlowChanges,
): VerificationFlowRecord {
  const flow = changeFlow(known, changes);
  objects.update("verification_flow", flow);
  return flow;
}

/** The active flow of a static link, or null. */
export function findFlowByToken(
  { objects }: { objects: Objects },
  token: string,
): Owned<VerificationFlowRecord> | null {
  const flow = objects.findBy("verification_flow", "token", token);
  return flow?.record.active ? flow : null;
}

/** The flow as controls show it; `origin` is where the caller reached the emulator. */
export function showFlow(
  { id, active, options, return_url, token }: VerificationFlowRecord,
  origin: string,
): ShownFlow {
  return { id, active, static_link: `${origin}/start-flow/${token}`, options, return_url };
}

function changeFlow(flow: VerificationFlowRecord, changes: FlowChanges): VerificationFlowRecord {
  const { document, email, phone, matching, return_url = flow.return_url, active = flow.active } = changes;
  return {
    ...flow,
    active,
    options: {
      ...flow.options,
      ...(document && { document }),
      ...(email && { email }),
      ...(matching && { matching }),
      ...(phone && { phone }),
    },
    return_url,
  };
}
