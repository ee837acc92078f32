import type { Call, Endpoint } from "../http/endpoint.ts";
import { equals, readCreated, readListParameters } from "../http/lists.ts";
import type { Parameters } from "../http/parameters.ts";
import type { Filter } from "../store/objects.ts";

const path = "/v1/identity/verification_reports";
const kind = "verification_report";

/** Stripe API, VerificationReports: list, retrieve. */
export const verificationReportEndpoints: readonly Endpoint[] = [
  { method: "GET", path, kind, list: true, permission: "identity_read", prepare: prepareList },
  {
    method: "GET",
    path: `${path}/:id`,
    kind,
    permission: "identity_read",
    prepare: () => (call) => call.show(kind, call.target(kind)),
  },
];

function prepareList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const filters: Filter[] = [
    ...readCreated(parameters),
    ...equals("type", parameters.oneOf("type", ["document", "id_number"])),
    ...equals("verification_session", parameters.text("verification_session")),
    ...equals("client_reference_id", parameters.text("client_reference_id")),
  ];
  return (call: Call) => call.showList(kind, { list, filters });
}
