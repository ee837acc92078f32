import { customerShape, customerToWire } from "./customers/wire.ts";
import type { Emulator } from "./emulator.ts";
import { fileLinkShape, fileLinkToWire, fileToWire } from "./files/wire.ts";
import type { Shape, Wire } from "./http/expand.ts";
import { reportShape, reportToWire, sessionShape, sessionToWire } from "./identity/wire.ts";
import type { Kind, Records } from "./records/kinds.ts";
import { endpointToWire } from "./webhooks/endpoint-wire.ts";
import { eventToWire } from "./webhooks/events.ts";

/** How objects of one kind go out. */
type Resource<Item> = {
  /** Hidden properties included; `origin` is where the caller reached the emulator. */
  toWire(emulator: Emulator, record: Item, origin: string): Wire;
  shape: Shape;
  /** When the results in it were processed, for the 48 h window; null if there are none. */
  processedAt(record: Item): number | null;
};

const never = () => null;

const resources: { [K in Kind]: Resource<Records[K]> } = {
  verification_session: {
    toWire: sessionToWire,
    shape: sessionShape,
    processedAt: (session) => session.internal.processedAt,
  },
  verification_report: {
    toWire: (_emulator, report) => reportToWire(report),
    shape: reportShape,
    processedAt: (report) => report.created,
  },
  verification_flow: { toWire: (_emulator, { id, created }) => ({ id, created }), shape: {}, processedAt: never },
  file: { toWire: fileToWire, shape: {}, processedAt: never },
  file_link: { toWire: fileLinkToWire, shape: fileLinkShape, processedAt: never },
  event: { toWire: eventToWire, shape: {}, processedAt: never },
  customer: { toWire: (_emulator, customer) => customerToWire(customer), shape: customerShape, processedAt: never },
  webhook_endpoint: { toWire: (_emulator, endpoint) => endpointToWire(endpoint), shape: {}, processedAt: never },
};

/** How objects of this kind go out. */
export function resourceOf<K extends Kind>(kind: K): Resource<Records[K]> {
  return resources[kind];
}
