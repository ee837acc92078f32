import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { type CaseRow, readCaseRow } from "@/lib/cases/case-row";
import { compareFields } from "@/lib/cases/compare";
import { nameOf } from "@/lib/cases/names";
import { caseActions, evidenceOf } from "@/lib/cases/rules";
import type { Attempt, CaseDetail } from "@/lib/cases/schema";
import { toTimeline } from "@/lib/cases/timeline";
import { fromBase64 } from "@/lib/db/lists";
import { readerOf, viewOfPeople } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { documentTypes } from "@/lib/stripe/document-types";
import { toFailureCode } from "@/lib/stripe/failure-codes";
import { now } from "@/lib/time";
import { uuid } from "@/lib/uuid";
import { inOrder } from "@/lib/verification/converge";
import { openDeclared } from "@/lib/verification/declared";
import { toReference } from "@/lib/verification/reference";
import { type CheckKind, checkKinds, type ReadDocumentType } from "@/lib/verification/schema";

/** Narrows Stripe's open enum of document types; null stays null. */
export const toDocumentType = (raw: string | null): ReadDocumentType | null =>
  raw === null ? null : (documentTypes.find((type) => type === raw) ?? "unknown");

const toCheckKind = (kind: string): CheckKind | "unknown" => checkKinds.find((known) => known === kind) ?? "unknown";

const checkOrder: readonly (CheckKind | "unknown")[] = [...checkKinds, "unknown"];

/** What is sealed of a case: `inForce` of what was declared, and the session that counts. */
function openCase(
  { dataKey, currentSession: session }: CaseRow,
  inForce: CaseRow["newestDeclared"],
  { masked }: { masked: boolean },
) {
  const reader = readerOf(dataKey ? [{ ...dataKey, wrappedKey: fromBase64(dataKey.wrappedKey) }] : []);
  const open = (sealed: string | null, at: (rowId: string) => ReturnType<typeof place.metadata>, rowId: string) =>
    reader?.open(sealed === null ? null : fromBase64(sealed), at(rowId)) ?? null;
  return {
    declared: openDeclared(reader, inForce && { ...inForce, details: fromBase64(inForce.details) }),
    outputs: session && {
      firstName: open(session.firstName, place.outputFirstName, session.id),
      lastName: open(session.lastName, place.outputLastName, session.id),
      address: open(session.address, place.outputAddress, session.id),
    },
    metadata: session && !masked ? open(session.metadata, place.metadata, session.id) : null,
  };
}

/** A case as `viewer` may see it. Null if absent or not for this role: never tell which. */
export async function getCase(viewer: Viewer, id: string): Promise<CaseDetail | null> {
  if (!may(viewer.role, "verifications.read") || !uuid.test(id)) return null;
  const row = await readCaseRow(id);
  if (!row) return null;

  const masked = !may(viewer.role, "personal.read");
  const { currentSession: session } = row;

  // What the person declares after a redaction is for another verification.
  const newest = row.redactedAt ? null : row.newestDeclared;
  const submission = row.sessions.flatMap(({ reports }) => reports).find(({ id }) => id === session?.lastReportId);
  // What was declared at the submission stays beside what was read then; before one, the newest is what will count.
  const inForce = submission ? submission.declared : newest;
  const changedSince = submission && newest && newest.version > (inForce?.version ?? 0);
  const opened = viewOfPeople((opening) =>
    opening({ verificationId: row.id }, () => openCase(row, inForce, { masked })),
  );
  const unreadable = opened === "unreadable";
  const { declared, outputs, metadata } = unreadable
    ? { declared: openDeclared(null, null), outputs: null, metadata: null }
    : opened;
  const sessions = row.sessions.map((each) => ({
    ...each,
    reports: each.reports.map((report) => ({ ...report, createdAt: new Date(report.createdAt) })),
  }));
  const attempts = inOrder(sessions).map(
    (report, index): Attempt => ({
      verificationReportId: report.id,
      verificationSessionId: report.verificationSessionId,
      number: index + 1,
      createdAt: report.createdAt.toISOString(),
      documentType: toDocumentType(report.documentType),
      documentCountry: report.documentCountry,
      checks: report.checks
        .map((check) => ({
          kind: toCheckKind(check.kind),
          rawKind: check.kind,
          status: check.status,
          code: toFailureCode(check.errorCode),
          rawCode: check.errorCode,
          reason: check.errorReason,
        }))
        .sort((a, b) => checkOrder.indexOf(a.kind) - checkOrder.indexOf(b.kind)),
    }),
  );

  const attemptOfFailure =
    row.failureCode === null
      ? undefined
      : attempts.findLast(({ checks }) => checks.some(({ rawCode }) => rawCode === row.failureCode));

  const facts = { ...row, sessions };

  return {
    id: row.id,
    reference: toReference(row.referenceNumber),
    name: masked ? { kind: "masked" } : unreadable ? { kind: "unreadable" } : nameOf({ document: outputs, declared }),
    email: masked ? { kind: "masked" } : { kind: "known", text: row.email },
    status: row.status,
    stripeStatus: session?.status ?? null,
    failureCode: toFailureCode(row.failureCode),
    rawFailureCode: row.failureCode,
    attemptOfFailure: attemptOfFailure?.number ?? null,
    reviewReason: row.reviewReason,
    attemptsUsed: row.attempts,
    attemptsMax: row.maxAttempts,
    createdAt: row.createdAt.toISOString(),
    submittedAt: row.submittedAt?.toISOString() ?? null,
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    syncedAt: row.syncedAt?.toISOString() ?? null,
    session: session && {
      id: session.id,
      type: session.type,
      clientReferenceId: session.clientReferenceId,
      verificationFlow: session.verificationFlow,
      // Ours to trust: the text was written by sealedFields from Stripe's map of strings.
      metadata: metadata === null ? null : (JSON.parse(metadata) as Record<string, string>),
    },
    earlierSessionIds: row.sessions.map((each) => each.id).filter((each) => each !== session?.id),
    attempts: attempts.reverse(),
    fields: compareFields({
      declared,
      email: row.email,
      documentCountry: row.documentCountry,
      verified: outputs,
    }).map((field) => (masked ? { ...field, declared: null, verified: null } : field)),
    masked,
    unreadable,
    declaredChangedAt: changedSince ? new Date(newest.createdAt).toISOString() : null,
    consentsMore: row.consentCount - row.consents.length,
    consents: row.consents.map(({ choice, version, locale, createdAt }) => ({
      choice,
      version,
      locale,
      at: new Date(createdAt).toISOString(),
    })),
    timeline: toTimeline(row),
    actions: caseActions(viewer, facts, now()),
    evidenceUntil: evidenceOf(facts)?.until.toISOString() ?? null,
    redaction: row.redactionRequestedAt && {
      requestedAt: row.redactionRequestedAt.toISOString(),
      redactedAt: row.redactedAt?.toISOString() ?? null,
      keyDestroyedAt: row.keyDestroyedAt?.toISOString() ?? null,
    },
  };
}
