import type { Scheduler } from "../clock/scheduler.ts";
import type { Wire } from "../http/expand.ts";
import type { Address, DateParts } from "../records/common.ts";
import type { Cause } from "../records/event.ts";
import type { VerificationReportRecord } from "../records/verification-report.ts";
import type { VerificationSessionRecord, VerifiedOutputs } from "../records/verification-session.ts";
import type { Database } from "../store/database.ts";
import type { Owned } from "../store/objects.ts";
import { type EventContext, emit } from "../webhooks/events.ts";
import { sessionSnapshot } from "./wire.ts";

/** What it takes to redact a session. */
export type RedactionContext = EventContext & {
  database: Database;
  scheduler: Scheduler;
  options: {
    /** How long a redaction takes, seconds of the emulator's clock. */
    redactionDelaySeconds: number;
  };
};

/** Starts the slow job: cancels an open session, drops its metadata at once, and leaves the rest to the clock. */
export function startRedaction(
  context: RedactionContext,
  { account, record: session }: Owned<VerificationSessionRecord>,
  cause: Cause,
): void {
  session.redaction = { status: "processing" };
  session.metadata = {};
  const wasOpen = session.status === "requires_input";
  if (wasOpen) {
    session.status = "canceled";
    session.last_error = null;
  }
  context.objects.update("verification_session", session);
  if (wasOpen) emit(context, account, "identity.verification_session.canceled", sessionSnapshot(session), cause);
  context.scheduler.add("finish_redaction", session.id, context.options.redactionDelaySeconds);
}

/** Ends it: placeholders in the session, its reports and its events; pictures gone. Stripe API, redact. */
export function finishRedaction(context: RedactionContext, sessionId: string): void {
  const { objects, database } = context;
  const found = objects.find("verification_session", sessionId);
  if (found?.record.redaction?.status !== "processing") return;

  const { account, record: session } = found;
  session.redaction = { status: "redacted" };
  session.internal.outputs = session.internal.outputs && redactOutputs(session.internal.outputs);
  session.provided_details = redactTexts(session.provided_details);
  objects.update("verification_session", session);
  for (const report of objects.where("verification_report", "verification_session", sessionId)) {
    objects.update("verification_report", redactReport(report));
  }
  for (const file of objects.where("file", "internal.verificationSession", sessionId)) {
    objects.update("file", { ...file, internal: { ...file.internal, drawing: null } });
  }
  for (const event of objects.where("event", "data.object.id", sessionId)) {
    objects.update("event", { ...event, data: { ...event.data, object: { ...event.data.object, metadata: {} } } });
  }
  redactKeptAnswers(database, sessionId);
  emit(context, account, "identity.verification_session.redacted", sessionSnapshot(session), null);
}

/** An answer kept for an idempotency key is still given again, but no longer shows the person or the metadata. */
function redactKeptAnswers(database: Database, sessionId: string): void {
  const rows = database.all<{ account: string; key: string; body: string }>(
    "select account, key, body from idempotent_request where body ->> '$.id' = ?",
    sessionId,
  );
  for (const { account, key, body } of rows) {
    const { provided_details: _details, verified_outputs: _outputs, ...kept }: Wire = JSON.parse(body);
    const { last_verification_report: report } = kept;
    const reportId = typeof report === "object" && report !== null && "id" in report ? report.id : report;
    const redacted = { ...kept, client_secret: null, last_verification_report: reportId, metadata: {}, url: null };
    database.run(
      "update idempotent_request set body = ? where account = ? and key = ?",
      JSON.stringify(redacted, null, 2),
      account,
      key,
    );
  }
}

function redactOutputs(outputs: VerifiedOutputs): VerifiedOutputs {
  return {
    address: redactAddress(outputs.address),
    dob: redactDate(outputs.dob),
    email: redactText(outputs.email),
    first_name: redactText(outputs.first_name),
    id_number: redactText(outputs.id_number),
    id_number_type: null,
    last_name: redactText(outputs.last_name),
    phone: redactText(outputs.phone),
    sex: outputs.sex && "[redacted]",
    unparsed_place_of_birth: redactText(outputs.unparsed_place_of_birth),
    unparsed_sex: redactText(outputs.unparsed_sex),
  };
}

function redactReport(report: VerificationReportRecord): VerificationReportRecord {
  const redacted = { ...report };
  if (report.document) {
    redacted.document = {
      ...report.document,
      address: redactAddress(report.document.address),
      dob: redactDate(report.document.dob),
      expiration_date: redactDate(report.document.expiration_date),
      first_name: redactText(report.document.first_name),
      issued_date: redactDate(report.document.issued_date),
      last_name: redactText(report.document.last_name),
      number: redactText(report.document.number),
      sex: report.document.sex && "[redacted]",
      unparsed_place_of_birth: redactText(report.document.unparsed_place_of_birth),
      unparsed_sex: redactText(report.document.unparsed_sex),
    };
  }
  if (report.id_number) {
    redacted.id_number = {
      ...report.id_number,
      dob: redactDate(report.id_number.dob),
      first_name: redactText(report.id_number.first_name),
      id_number: redactText(report.id_number.id_number),
      id_number_type: null,
      last_name: redactText(report.id_number.last_name),
    };
  }
  if (report.email) redacted.email = { ...report.email, email: redactText(report.email.email) };
  if (report.phone) redacted.phone = { ...report.phone, phone: redactText(report.phone.phone) };
  return redacted;
}

const redactText = (text: string | null) => text && "[redacted]";

const redactDate = (date: DateParts | null): DateParts | null => date && { day: 1, month: 1, year: 1 };

/** The country survives, as in Stripe's example. */
const redactAddress = (address: Address | null): Address | null =>
  address && {
    city: redactText(address.city),
    country: address.country,
    line1: redactText(address.line1),
    line2: redactText(address.line2),
    postal_code: redactText(address.postal_code),
    state: redactText(address.state),
  };

function redactTexts(
  details: VerificationSessionRecord["provided_details"],
): VerificationSessionRecord["provided_details"] {
  return (
    details && {
      ...(details.email && { email: "[redacted]" }),
      ...(details.phone && { phone: "[redacted]" }),
    }
  );
}
