import { unlessDeleted } from "../customers/deleted.ts";
import type { Call, Endpoint } from "../http/endpoint.ts";
import { ApiError, noSuch, parameterError } from "../http/errors.ts";
import { equals, readCreated, readListParameters } from "../http/lists.ts";
import { checkUrl, mergeMetadata, missing, type Parameters } from "../http/parameters.ts";
import { newId } from "../ids.ts";
import type { Cause } from "../records/event.ts";
import { documentTypes } from "../records/person.ts";
import type { VerificationFlowRecord } from "../records/verification-flow.ts";
import type {
  DocumentOptions,
  SessionOptions,
  SessionType,
  VerificationSessionRecord,
} from "../records/verification-session.ts";
import type { Filter, Owned } from "../store/objects.ts";
import { type EventContext, emit } from "../webhooks/events.ts";
import { type RedactionContext, startRedaction } from "./redaction.ts";
import { spendTokens, type TokenContext } from "./start-tokens.ts";
import { sessionSnapshot } from "./wire.ts";

type SessionContext = EventContext & RedactionContext & TokenContext;

const path = "/v1/identity/verification_sessions";
const kind = "verification_session";
const statuses = ["canceled", "processing", "requires_input", "verified"] as const;

/** Stripe API, VerificationSessions: create, list, retrieve, update, cancel, redact. */
export const verificationSessionEndpoints: readonly Endpoint<SessionContext>[] = [
  { method: "POST", path, kind, permission: "identity_write", prepare: prepareCreate },
  { method: "GET", path, kind, list: true, permission: "identity_read", prepare: prepareList },
  {
    method: "GET",
    path: `${path}/:id`,
    kind,
    permission: "identity_read",
    prepare: () => (call) => call.show(kind, call.target(kind)),
  },
  { method: "POST", path: `${path}/:id`, kind, permission: "identity_write", prepare: prepareUpdate },
  { method: "POST", path: `${path}/:id/cancel`, kind, permission: "identity_write", prepare: () => cancel },
  { method: "POST", path: `${path}/:id/redact`, kind, permission: "identity_write", prepare: () => redact },
];

/** A new session as a flow defines it, made by the flow's static link; emits `created`. */
export function createFromFlow(
  context: EventContext,
  { account, record: flow }: Owned<VerificationFlowRecord>,
  given: { clientReferenceId: string | null; email: string | null },
): VerificationSessionRecord {
  return create(context, account, null, {
    client_reference_id: given.clientReferenceId || null,
    metadata: {},
    options: flow.options,
    provided_details: given.email ? { email: given.email } : null,
    related_customer: null,
    related_customer_account: null,
    type: "verification_flow",
    verification_flow: flow.id,
    returnUrl: flow.return_url,
  });
}

type NewSession = Pick<
  VerificationSessionRecord,
  | "client_reference_id"
  | "metadata"
  | "options"
  | "provided_details"
  | "related_customer"
  | "related_customer_account"
  | "related_person"
  | "type"
  | "verification_flow"
> & { returnUrl: string | null };

function create(context: EventContext, account: string, cause: Cause, given: NewSession): VerificationSessionRecord {
  const { returnUrl, ...properties } = given;
  const session: VerificationSessionRecord = {
    id: newId("vs"),
    object: "identity.verification_session",
    created: context.clock.now(),
    last_error: null,
    last_verification_report: null,
    livemode: false,
    redaction: null,
    status: "requires_input",
    ...properties,
    internal: { returnUrl, outputs: null, processedAt: null, pending: null },
  };
  context.objects.insert(kind, account, session);
  emit(context, account, "identity.verification_session.created", sessionSnapshot(session), cause);
  return session;
}

function prepareCreate(parameters: Parameters) {
  const type = parameters.oneOf("type", ["document", "id_number"]);
  const flowId = parameters.text("verification_flow") ?? null;
  const documentChanges = readDocumentChanges(parameters);
  const providedDetails = readProvidedDetails(parameters);
  const returnUrl = parameters.text("return_url") ?? null;
  const person = parameters.hash("related_person");
  const relatedPerson = person && {
    account: person.requiredString("account"),
    person: person.requiredString("person"),
  };
  const given = {
    client_reference_id: parameters.text("client_reference_id") ?? null,
    metadata: mergeMetadata({}, parameters.metadata()),
    provided_details: mergeDetails(null, providedDetails),
    related_customer: parameters.text("related_customer") ?? null,
    related_customer_account: parameters.text("related_customer_account") ?? null,
    ...(relatedPerson && { related_person: relatedPerson }),
    returnUrl: returnUrl && checkUrl(returnUrl, "return_url"),
  };
  if (type && flowId) {
    throw parameterError(
      "You may only specify one of these parameters: type, verification_flow.",
      "type",
      "parameters_exclusive",
    );
  }
  if (!type && !flowId) throw missing("type");

  return (call: Call, context: SessionContext) => {
    const flow = flowId ? call.find("verification_flow", flowId) : null;
    if (flowId && !flow) throw noSuch("verification_flow", flowId, "verification_flow");
    const { related_customer: customer } = given;
    if (customer && !unlessDeleted(call.find("customer", customer))) {
      throw noSuch("customer", customer, "related_customer");
    }
    if (relatedPerson) checkRelatedPerson(call, context, relatedPerson);
    const session = create(context, call.account, call.cause, {
      ...given,
      ...(flow
        ? {
            type: "verification_flow" as const,
            options: withDocument(flow.options, documentChanges),
            verification_flow: flow.id,
            returnUrl: given.returnUrl ?? flow.return_url,
          }
        : typed(type ?? "document", changeDocument({}, documentChanges))),
    });
    return call.show(kind, session);
  };
}

/** Throws 400 unless the account is connected and the person is one of it. */
function checkRelatedPerson(
  call: Call,
  { objects }: SessionContext,
  related: { account: string; person: string },
): void {
  if (!call.find("account", related.account)) throw noSuch("account", related.account, "related_person[account]");
  if (!objects.has("person", related.account, related.person)) {
    throw noSuch("person", related.person, "related_person[person]");
  }
}

/** The options a session of this type shows. */
const typed = (type: SessionType, document: DocumentOptions): { type: SessionType; options: SessionOptions } => ({
  type,
  options:
    type === "id_number" ? { id_number: {}, ...(Object.keys(document).length > 0 && { document }) } : { document },
});

/** What a flow asks for, with its document options changed. */
const withDocument = (options: SessionOptions | null, changes: DocumentChanges): SessionOptions => ({
  ...options,
  document: changeDocument(options?.document ?? {}, changes),
});

function prepareUpdate(parameters: Parameters) {
  const type = parameters.oneOf("type", ["document", "id_number"]);
  const documentChanges = readDocumentChanges(parameters);
  const providedDetails = readProvidedDetails(parameters);
  const metadata = parameters.metadata();

  return (call: Call, { objects }: SessionContext) => {
    const session = call.target(kind);
    if (session.redaction || session.status !== "requires_input") throw wrongState(session, "update");

    if (session.type === "verification_flow") {
      if (type) {
        throw new ApiError("The type of a VerificationSession made from a flow cannot be changed.", { param: "type" });
      }
      session.options = withDocument(session.options, documentChanges);
    } else {
      const document = changeDocument(session.options?.document ?? {}, documentChanges);
      Object.assign(session, typed(type ?? session.type, document));
    }
    session.provided_details = mergeDetails(session.provided_details, providedDetails);
    session.metadata = mergeMetadata(session.metadata, metadata);
    objects.update(kind, session);
    return call.show(kind, session);
  };
}

function cancel(call: Call, context: SessionContext) {
  const session = call.target(kind);
  if (session.redaction) throw wrongState(session, "cancel");
  if (session.status === "canceled") return call.show(kind, session);
  if (session.status !== "requires_input") throw wrongState(session, "cancel");

  session.status = "canceled";
  session.last_error = null;
  spendTokens(context, session.id);
  context.objects.update(kind, session);
  emit(context, call.account, "identity.verification_session.canceled", sessionSnapshot(session), call.cause);
  return call.show(kind, session);
}

function redact(call: Call, context: SessionContext) {
  const session = call.target(kind);
  if (session.status === "processing") throw wrongState(session, "redact");
  if (!session.redaction) startRedaction(context, { account: call.account, record: session }, call.cause);
  return call.show(kind, session);
}

function prepareList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const filters: Filter[] = [
    ...readCreated(parameters),
    ...equals("status", parameters.oneOf("status", statuses)),
    ...equals("client_reference_id", parameters.text("client_reference_id")),
    ...equals("related_customer", parameters.text("related_customer")),
    ...equals("related_customer_account", parameters.text("related_customer_account")),
  ];
  return (call: Call) => call.showList(kind, { list, filters });
}

/** Undefined: not sent. Null: cleared. */
type DocumentChanges = DocumentOptions | null | undefined;

function readDocumentChanges(parameters: Parameters): DocumentChanges {
  const options = parameters.hash("options");
  if (options?.isEmpty("document")) return null;
  const document = options?.hash("document");
  if (!document) return undefined;

  const changes: DocumentChanges = {};
  const allowedTypes = document.manyOf("allowed_types", documentTypes);
  if (allowedTypes !== undefined) changes.allowed_types = allowedTypes;
  for (const name of ["require_id_number", "require_live_capture", "require_matching_selfie"] as const) {
    const value = document.boolean(name);
    if (value !== undefined) changes[name] = value;
  }
  return changes;
}

/** The options after the changes; those not mentioned stay. */
function changeDocument(options: DocumentOptions, changes: DocumentChanges): DocumentOptions {
  if (changes === null) return {};

  const { allowed_types: allowedTypes, ...flags } = { ...options, ...changes };
  return { ...(allowedTypes?.length && { allowed_types: allowedTypes }), ...flags };
}

type DetailChanges = { email?: string | undefined; phone?: string | undefined };

/** Undefined: not sent. Neither the hash nor its parts can be unset. */
function readProvidedDetails(parameters: Parameters): DetailChanges | undefined {
  const details = parameters.hash("provided_details");
  return details && { email: details.text("email"), phone: details.text("phone") };
}

function mergeDetails(
  details: VerificationSessionRecord["provided_details"],
  changes: DetailChanges | undefined,
): VerificationSessionRecord["provided_details"] {
  const email = changes?.email ?? details?.email;
  const phone = changes?.phone ?? details?.phone;
  return email || phone ? { ...(email && { email }), ...(phone && { phone }) } : null;
}

const participles = { cancel: "canceled", update: "updated", redact: "redacted" };

function wrongState(session: VerificationSessionRecord, verb: keyof typeof participles): ApiError {
  if (session.redaction) {
    return new ApiError(
      `You cannot ${verb} this VerificationSession because it has a redaction status of "${session.redaction.status}". Redacted objects cannot be ${participles[verb]}.`,
    );
  }
  const legal =
    verb === "redact"
      ? 'Only a VerificationSession in "requires_input", "verified" or "canceled" status'
      : 'Only a VerificationSession in "requires_input" status';
  return new ApiError(
    `You cannot ${verb} this VerificationSession because it has a status of "${session.status}". ${legal} may be ${participles[verb]}.`,
  );
}
