import { toFailureCode } from "@/lib/stripe/failure-codes";
import type { StripeReport, StripeSession } from "@/lib/stripe/session-shape";
import { uuid } from "@/lib/uuid";
import { type DriftField, type DriftSide, driftFields } from "@/lib/verification/schema";
import { deriveStatus, isFraudCode } from "@/lib/verification/status";
import type {
  Verification,
  VerificationCheck,
  VerificationReport,
  VerificationSession,
} from "@/prisma/generated/client";

/*
 * The rules by which any order of news ends in the same rows: an answer counts only when it was asked for later than
 * the one we hold, a report is never taken back, and times are Stripe's own.
 */

/** Whether an answer was asked for after the one that the row holds. */
export const isNewer = (ticket: bigint, row: Pick<VerificationSession, "syncTicket">): boolean =>
  ticket > row.syncTicket;

/**
 * The listed reports and the one that the session names. The two are asked for at once and answered in any order: an attempt
 * that ends between them is in the session and not in the list, and would not count.
 */
export const withNamedReport = (listed: StripeReport[], named: StripeReport | null): StripeReport[] =>
  !named || listed.some(({ id }) => id === named.id) ? listed : [...listed, named];

type Known = Pick<
  VerificationSession,
  "status" | "lastErrorCode" | "lastReportId" | "changedAt" | "proven" | "relatedPersonId"
>;

/**
 * Whether our secret key wrote whom the session is for. `metadata` takes that key; client_reference_id does not, a flow's
 * static link lets its visitor choose it.
 */
const isProven = ({ claims }: StripeSession): boolean => claims.userId !== null || claims.verificationId !== null;

/**
 * What is kept of client_reference_id, in plain text and shown to all staff: an id as ours is. Another system of the same Stripe account,
 * or a flow's visitor, may have written a mail address there.
 */
const toKeptReference = ({ clientReferenceId }: StripeSession): string | null =>
  clientReferenceId !== null && uuid.test(clientReferenceId) ? clientReferenceId : null;

/** The plain columns of a VerificationSession as Stripe describes it. `changedAt` moves only when there is news. */
export function toSessionRow(known: Known | null, session: StripeSession, ticket: bigint, at: Date) {
  const changed =
    !known ||
    known.status !== session.status ||
    known.lastErrorCode !== session.lastErrorCode ||
    known.lastReportId !== session.lastReportId;
  return {
    type: session.type,
    status: session.status,
    lastErrorCode: session.lastErrorCode,
    lastErrorReason: session.lastErrorReason,
    lastReportId: session.lastReportId,
    verificationFlow: session.verificationFlow,
    clientReferenceId: toKeptReference(session),
    livemode: session.livemode,
    // Once proven it stays so: a redaction erases the metadata that said it.
    proven: known?.proven || isProven(session),
    // As `proven`: whom it proved is not undone by a redaction.
    relatedPersonId: session.relatedPerson?.person ?? known?.relatedPersonId ?? null,
    redactionStatus: session.redactionStatus,
    syncTicket: ticket,
    syncedAt: at,
    changedAt: changed ? at : known.changedAt,
  };
}

/** What a reconciled session shows first: the most telling difference, each side in Stripe's words. */
export type Difference = { field: DriftField; held: string | null; found: string | null };

/** The first of the compared fields in which Stripe's word is not what we held; null where all agree. */
export function firstDifference(held: DriftSide | null, found: DriftSide): Difference | null {
  const field = driftFields.find((name) => held?.[name] !== found[name]);
  if (!field) return null;
  const word = (side: DriftSide | null) => (side?.[field] == null ? null : String(side[field]));
  return { field, held: word(held), found: word(found) };
}

type Report = Pick<VerificationReport, "id" | "createdAt" | "documentType" | "documentCountry"> & {
  checks: Pick<VerificationCheck, "errorCode">[];
};
type SessionWithReports = Pick<
  VerificationSession,
  "id" | "status" | "lastErrorCode" | "lastReportId" | "createdAt" | "proven"
> & { reports: Report[] };

/**
 * The reports of these sessions, oldest first. Stripe's times are whole seconds: of two reports of one second the one that
 * its session calls the last came later.
 */
export function inOrder<R extends Pick<StripeReport, "id" | "createdAt">>(
  sessions: readonly { lastReportId: string | null; reports: readonly R[] }[],
): R[] {
  const last = new Set(sessions.map(({ lastReportId }) => lastReportId));
  return sessions
    .flatMap(({ reports }) => reports)
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || Number(last.has(a.id)) - Number(last.has(b.id)));
}

const latest = (...dates: (Date | null | undefined)[]) =>
  dates.reduce<Date | null>((newest, date) => (date && (!newest || date > newest) ? date : newest), null);

/** A later attempt takes last_error away and leaves the reports: the code stands in either. */
const showsFraud = (sessions: SessionWithReports[]): boolean =>
  sessions.some(
    ({ lastErrorCode, reports }) =>
      isFraudCode(lastErrorCode) ||
      reports.some(({ checks }) => checks.some(({ errorCode }) => isFraudCode(errorCode))),
  );

/** The columns of a verification that follow from its sessions, their reports and the newest event of the current one. */
export function deriveVerification(input: {
  verification: Pick<Verification, "createdAt" | "closedAt" | "failureCode" | "maxAttempts">;
  sessions: SessionWithReports[];
  current: SessionWithReports;
  newestEventAt: Date | null;
  userMismatch: boolean;
  declined: boolean;
  redacting: boolean;
  superseded: boolean;
}) {
  const { verification, sessions, current, newestEventAt, userMismatch, declined, redacting, superseded } = input;
  const reports = inOrder(sessions);
  const lastReport = inOrder([current]).at(-1);
  const withDocument = reports.findLast((report) => report.documentType !== null);
  const statusChangedAt = latest(current.createdAt, lastReport?.createdAt, newestEventAt) ?? current.createdAt;
  const canceled = current.status === "canceled";
  return {
    currentSessionId: current.id,
    ...deriveStatus({
      stripeStatus: current.status,
      failureCode: toFailureCode(current.lastErrorCode),
      submitted: lastReport !== undefined,
      userMismatch,
      declined,
      fraud: showsFraud(sessions),
      proven: current.proven,
      attempts: { used: reports.length, max: verification.maxAttempts },
      redacting,
      superseded,
    }),
    // Stripe erases last_error when a session is canceled; what went wrong before stays worth knowing.
    failureCode: canceled ? (current.lastErrorCode ?? verification.failureCode) : current.lastErrorCode,
    attempts: reports.length,
    documentType: withDocument?.documentType ?? null,
    documentCountry: withDocument?.documentCountry ?? null,
    createdAt: new Date(Math.min(current.createdAt.getTime(), verification.createdAt.getTime())),
    statusChangedAt,
    submittedAt: latest(lastReport?.createdAt, current.status === "processing" ? statusChangedAt : null),
    verifiedAt: current.status === "verified" ? (lastReport?.createdAt ?? statusChangedAt) : null,
    // A decision is no end at Stripe: else whoever was declined could begin anew.
    closedAt: (canceled && !declined) || redacting || superseded ? (verification.closedAt ?? statusChangedAt) : null,
  };
}
