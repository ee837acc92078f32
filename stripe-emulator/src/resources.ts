import { tokenToWire } from "./accounts/tokens.ts";
import { paymentMethodToWire } from "./accounts/trigger-cards/payment-methods.ts";
import {
  accountShape,
  accountToWire,
  externalAccountShape,
  externalAccountToWire,
  holdingsOf,
  personShape,
  personToWire,
} from "./accounts/wire.ts";
import { customerShape, customerToWire } from "./customers/wire.ts";
import { type FileWireContext, fileLinkShape, fileLinkToWire, fileToWire } from "./files/wire.ts";
import type { Resources } from "./http/resource.ts";
import type { TokenContext } from "./identity/start-tokens.ts";
import { reportShape, reportToWire, sessionShape, sessionToWire } from "./identity/wire.ts";
import type { Deliveries } from "./webhooks/deliveries.ts";
import { endpointToWire } from "./webhooks/endpoint-wire.ts";
import { eventToWire } from "./webhooks/events.ts";

/** What it takes to show every kind of object. */
type ResourceContext = TokenContext & FileWireContext & { deliveries: Deliveries };

const never = () => null;

/** How objects of every kind go out. */
export const resources: Resources<ResourceContext> = {
  verification_session: {
    toWire: sessionToWire,
    shape: sessionShape,
    processedAt: (session) => session.internal.processedAt,
  },
  verification_report: {
    toWire: (_context, report) => reportToWire(report),
    shape: reportShape,
    processedAt: (report) => report.created,
  },
  verification_flow: { toWire: (_context, { id, created }) => ({ id, created }), shape: {}, processedAt: never },
  file: { toWire: fileToWire, shape: {}, processedAt: never },
  file_link: { toWire: fileLinkToWire, shape: fileLinkShape, processedAt: never },
  event: { toWire: eventToWire, shape: {}, processedAt: never },
  customer: { toWire: (_context, customer) => customerToWire(customer), shape: customerShape, processedAt: never },
  account: {
    toWire: (context, account) => accountToWire(holdingsOf(context, account)),
    shape: accountShape,
    processedAt: never,
  },
  person: { toWire: (_context, person) => personToWire(person), shape: personShape, processedAt: never },
  external_account: {
    toWire: (_context, bank) => externalAccountToWire(bank),
    shape: externalAccountShape,
    processedAt: never,
  },
  token: { toWire: (_context, token) => tokenToWire(token), shape: {}, processedAt: never },
  payment_method: { toWire: (_context, method) => paymentMethodToWire(method), shape: {}, processedAt: never },
  webhook_endpoint: { toWire: (_context, endpoint) => endpointToWire(endpoint), shape: {}, processedAt: never },
};
