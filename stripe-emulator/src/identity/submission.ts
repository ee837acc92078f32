import type { AccountContext } from "../accounts/change.ts";
import { applyIdentityResult } from "../accounts/identity-results.ts";
import { newId } from "../ids.ts";
import { pictureBytes } from "../pictures/draw.ts";
import type { ErrorDetail } from "../records/common.ts";
import type { Drawing, FileRecord } from "../records/file.ts";
import { type DocumentType, documentTypes, type Person } from "../records/person.ts";
import type {
  DocumentCheck,
  IdNumberCheck,
  SelfieCheck,
  VerificationReportRecord,
} from "../records/verification-report.ts";
import type { VerificationSessionRecord, VerifiedOutputs } from "../records/verification-session.ts";
import type { Owned } from "../store/objects.ts";
import { type EventContext, emit } from "../webhooks/events.ts";
import { failureReasons, type Outcome, stageOf } from "./failure-codes.ts";
import { type OutputsOverride, overridePerson } from "./outputs.ts";
import { inventPerson } from "./people.ts";
import { isSubmittable, spendTokens, type TokenContext } from "./start-tokens.ts";
import { StateError } from "./state-error.ts";
import { sessionSnapshot } from "./wire.ts";

/** What a person does on the hosted page, and how Stripe will see it. */
export type Submission = { outcome: Outcome; delaySeconds: number; outputs: OutputsOverride };

/** What it takes to play an attempt. */
export type SubmissionContext = AccountContext & TokenContext;

/**
 * Plays one attempt to its end, or to `processing` if the outcome takes a while (seconds of the emulator's clock). A code
 * that arises before submission leaves no report. Throws StateError if the session takes no submission.
 */
export function submit(
  context: SubmissionContext,
  { account, record: session }: Owned<VerificationSessionRecord>,
  submission: Submission,
): void {
  if (!isSubmittable(session)) {
    const state = session.redaction
      ? `has redaction status "${session.redaction.status}"`
      : `has status "${session.status}"`;
    throw new StateError(
      `VerificationSession ${session.id} ${state}; only "requires_input" and not redacted can be submitted.`,
    );
  }
  const { outcome, delaySeconds, outputs } = submission;
  spendTokens(context, session.id);
  if (stageOf(outcome) === "before_submission") {
    session.last_error = failure(outcome);
    save(context, session);
    emit(context, account, "identity.verification_session.requires_input", sessionSnapshot(session), null);
    return;
  }

  const invented = inventPerson(session.id, {
    types: outputs.document?.type ? [outputs.document.type] : typesToShow(session, outcome),
    idNumber: checksOf(session, outcome).includes("id_number"),
    expired: outcome === "document_expired",
    now: context.clock.now(),
  });
  session.status = "processing";
  session.last_error = null;
  session.internal.pending = { outcome, person: overridePerson({ ...invented, ...session.provided_details }, outputs) };
  save(context, session);
  emit(context, account, "identity.verification_session.processing", sessionSnapshot(session), null);
  if (delaySeconds > 0) context.scheduler.add("finish_verification", session.id, delaySeconds);
  else finishVerification(context, session.id);
}

/** Ends the attempt in process: report, status, event. Does nothing if the session is not processing. */
export function finishVerification(context: AccountContext, sessionId: string): void {
  const found = context.objects.find("verification_session", sessionId);
  const pending = found?.record.internal.pending;
  if (!found || !pending) return;

  const { account, record: session } = found;
  // Only `submit` writes pending attempts, and it takes an Outcome.
  const outcome = pending.outcome as Outcome;
  const report = buildReport(context, { account, session, outcome, person: pending.person });
  context.objects.insert("verification_report", account, report);
  session.last_verification_report = report.id;
  session.last_error = firstFailure(report);
  session.status = session.last_error ? "requires_input" : "verified";
  session.internal.pending = null;
  session.internal.processedAt = report.created;
  session.internal.outputs = toOutputs(report, pending.person);
  save(context, session);
  emit(context, account, `identity.verification_session.${session.status}`, sessionSnapshot(session), null);
  if (session.status === "verified") proveOf(context, found, report);
}

/** Of a person of a connected account, a verified session proves what its report is about. */
function proveOf(
  context: AccountContext,
  { account, record: session }: Owned<VerificationSessionRecord>,
  report: VerificationReportRecord | null,
): void {
  if (!session.related_person) return;
  applyIdentityResult(context, account, session.related_person, [
    ...(report?.document ? (["verification.document"] as const) : []),
    ...(report?.selfie ? (["verification.proof_of_liveness"] as const) : []),
  ]);
}

/**
 * A team member changes the outcome in the Dashboard: `verified` to `requires_input` or back. Throws StateError
 * otherwise, also when no attempt was ever processed.
 */
export function override(
  context: SubmissionContext,
  found: Owned<VerificationSessionRecord>,
  status: "verified" | "requires_input",
): void {
  const { account, record: session } = found;
  const from = status === "verified" ? "requires_input" : "verified";
  if (session.status !== from || session.redaction) {
    throw new StateError(
      `VerificationSession ${session.id} has status "${session.status}"; an override to "${status}" needs "${from}" and no redaction.`,
    );
  }
  if (!session.last_verification_report) {
    throw new StateError(`VerificationSession ${session.id} has no processed attempt whose outcome could be changed.`);
  }
  session.status = status;
  session.last_error = status === "verified" ? null : { code: null, reason: null };
  spendTokens(context, session.id);
  save(context, session);
  emit(context, account, `identity.verification_session.${status}`, sessionSnapshot(session), null);
  if (status === "verified") {
    proveOf(context, found, context.objects.get("verification_report", account, session.last_verification_report));
  }
}

/** What the person may hold: an allowed document, unless the attempt fails for showing another. */
function typesToShow(session: VerificationSessionRecord, outcome: Outcome): readonly DocumentType[] {
  const allowed = session.options?.document?.allowed_types;
  if (!allowed?.length) return documentTypes;
  if (outcome !== "document_type_not_supported") return allowed;
  const others = documentTypes.filter((type) => !allowed.includes(type));
  return others.length > 0 ? others : documentTypes;
}

/** An attempt that is being processed. */
type Attempt = { account: string; session: VerificationSessionRecord; outcome: Outcome; person: Person };

type Check = "document" | "selfie" | "id_number" | "email" | "phone";

/** The checks that run: those the session asked for, and the one the outcome blames, in the order Stripe reports them. */
function checksOf(session: VerificationSessionRecord, outcome: Outcome): Check[] {
  const { options } = session;
  const blamed = stageOf(outcome);
  const onlyIdNumber = session.type === "id_number";
  const document = !onlyIdNumber || blamed === "document" || blamed === "selfie";
  const runs: Record<Check, boolean> = {
    document,
    selfie: (document && options?.document?.require_matching_selfie === true) || blamed === "selfie",
    id_number: onlyIdNumber || options?.document?.require_id_number === true || blamed === "id_number",
    email: options?.email?.require_verification === true || blamed === "email",
    phone: options?.phone?.require_verification === true || blamed === "phone",
  };
  return (["document", "selfie", "id_number", "email", "phone"] as const).filter((check) => runs[check]);
}

function buildReport(context: EventContext, attempt: Attempt): VerificationReportRecord {
  const { session, outcome, person } = attempt;
  const checks = checksOf(session, outcome);
  const report: VerificationReportRecord = {
    id: newId("vr"),
    object: "identity.verification_report",
    client_reference_id: session.client_reference_id,
    created: context.clock.now(),
    livemode: false,
    options: { document: session.options?.document ?? {}, id_number: {} },
    type: session.type,
    ...(session.verification_flow && { verification_flow: session.verification_flow }),
    verification_session: session.id,
  };
  if (checks.includes("document")) report.document = documentCheck(context, attempt);
  if (checks.includes("selfie")) report.selfie = selfieCheck(context, attempt, report.document);
  if (checks.includes("id_number")) report.id_number = idNumberCheck(outcome, person);
  if (checks.includes("email")) report.email = { ...resultOf("email", outcome), email: person.email };
  if (checks.includes("phone")) report.phone = { ...resultOf("phone", outcome), phone: person.phone };
  return report;
}

function documentCheck(context: EventContext, attempt: Attempt): DocumentCheck {
  const { outcome, person } = attempt;
  const sides = person.document.type === "passport" ? (["passport"] as const) : (["front", "back"] as const);
  const files = sides.map((side) => addPicture(context, attempt, side));
  const result = resultOf("document", outcome);
  // A document that cannot be made out gives no data about its holder.
  const readable = outcome !== "document_unverified_other";
  return {
    ...result,
    address: readable ? person.address : null,
    dob: readable ? person.dob : null,
    expiration_date: readable ? person.document.expiration_date : null,
    files,
    first_name: readable ? person.first_name : null,
    issued_date: readable ? person.document.issued_date : null,
    issuing_country: person.document.issuing_country,
    last_name: readable ? person.last_name : null,
    number: readable ? person.document.number : null,
    sex: readable ? person.sex : null,
    type: person.document.type,
    unparsed_place_of_birth: readable ? person.place_of_birth : null,
    unparsed_sex: readable ? unparsedSex(person) : null,
  };
}

function selfieCheck(context: EventContext, attempt: Attempt, document: DocumentCheck | undefined): SelfieCheck {
  const { outcome } = attempt;
  const result =
    // There is no face to compare with on a document that cannot be made out.
    outcome === "document_unverified_other" ? unverified("selfie_unverified_other") : resultOf("selfie", outcome);
  return {
    ...result,
    document: document?.files?.[0] ?? null,
    selfie: addPicture(context, attempt, "selfie"),
  };
}

function idNumberCheck(outcome: Outcome, person: Person): IdNumberCheck {
  const result =
    outcome === "document_unverified_other"
      ? unverified("id_number_insufficient_document_data")
      : resultOf("id_number", outcome);
  return {
    ...result,
    dob: person.dob,
    first_name: person.first_name,
    id_number: person.id_number,
    id_number_type: person.id_number_type,
    last_name: person.last_name,
  };
}

function addPicture({ objects, clock }: EventContext, attempt: Attempt, side: Drawing["side"]): string {
  const { account, session, outcome, person } = attempt;
  const drawing: Drawing = {
    side,
    person,
    faceSeed: side === "selfie" && outcome === "selfie_face_mismatch" ? `${session.id} another` : session.id,
    flaw: flawOf(side, outcome),
  };
  const file: FileRecord = {
    id: newId("file"),
    object: "file",
    created: clock.now(),
    expires_at: null,
    filename: `${side}.png`,
    purpose: side === "selfie" ? "selfie" : "identity_document_downloadable",
    size: pictureBytes(drawing),
    title: null,
    type: "png",
    url: null,
    internal: { verificationSession: session.id, drawing, fingerprint: null, decided: null, use: null },
  };
  objects.insert("file", account, file);
  return file.id;
}

function flawOf(side: Drawing["side"], outcome: Outcome): Drawing["flaw"] {
  const unclear = side === "selfie" ? "selfie_unverified_other" : "document_unverified_other";
  if (outcome === unclear) return "blurred";
  return outcome === "selfie_document_missing_photo" ? "no_photo" : null;
}

type Result = { status: "verified" | "unverified"; error: ErrorDetail | null };

const resultOf = (check: Check, outcome: Outcome): Result =>
  stageOf(outcome) === check ? unverified(outcome) : { status: "verified", error: null };

const unverified = (outcome: Outcome): Result => ({ status: "unverified", error: failure(outcome) });

const failure = (outcome: Outcome): ErrorDetail | null =>
  outcome === "verified" ? null : { code: outcome, reason: failureReasons[outcome] };

/** The session's `last_error`: that of the first check that failed. */
function firstFailure(report: VerificationReportRecord): ErrorDetail | null {
  const checks = [report.document, report.selfie, report.id_number, report.email, report.phone];
  return checks.find((check) => check?.error)?.error ?? null;
}

/** What would be verified_outputs if the attempt counts as verified. */
function toOutputs(report: VerificationReportRecord, person: Person): VerifiedOutputs {
  return {
    address: report.document ? person.address : null,
    dob: person.dob,
    email: report.email?.email ?? null,
    first_name: person.first_name,
    id_number: report.id_number ? person.id_number : null,
    id_number_type: report.id_number ? person.id_number_type : null,
    last_name: person.last_name,
    phone: report.phone?.phone ?? null,
    sex: report.document ? person.sex : null,
    unparsed_place_of_birth: report.document ? person.place_of_birth : null,
    unparsed_sex: report.document ? unparsedSex(person) : null,
  };
}

const unparsedSex = ({ sex }: Person) => (sex === "female" || sex === "male" ? sex.charAt(0).toUpperCase() : null);

function save({ objects }: EventContext, session: VerificationSessionRecord): void {
  objects.update("verification_session", session);
}
