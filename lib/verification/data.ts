import "server-only";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { readerOf } from "@/lib/pii/person";
import { currentPolicy } from "@/lib/policy/requirements";
import { toFailureCode } from "@/lib/stripe/failure-codes";
import { openDeclared } from "@/lib/verification/declared";
import { isBeingDeleted } from "@/lib/verification/deletion";
import { type OwnRow, readOwnRow } from "@/lib/verification/own-verification";
import { toReference } from "@/lib/verification/reference";
import { checkKinds, type DerivedStatus, type MyVerification, type NextStep } from "@/lib/verification/schema";
import { nextStep } from "@/lib/verification/status";
import type { Prisma, Verification } from "@/prisma/generated/client";

/** The person's next step from where this verification stands. */
export async function nextStepOf(
  verification: Pick<Verification, "id" | "failureCode" | "attempts" | "maxAttempts">,
): Promise<NextStep> {
  const failureCode = toFailureCode(verification.failureCode);
  const timesSeen = failureCode
    ? await db.verificationReport.count({
        where: {
          verificationSession: { verificationId: verification.id },
          checks: { some: { errorCode: verification.failureCode } },
        },
      })
    : 0;
  return nextStep({ failureCode, attempts: { used: verification.attempts, max: verification.maxAttempts }, timesSeen });
}

/** Two choices of one millisecond stand in the order in which they were written. */
export const newestConsentFirst = [
  { createdAt: "desc" },
  { id: "desc" },
] satisfies Prisma.ConsentOrderByWithRelationInput[];

type Versioned = Pick<Verification, "redactionRequestedAt" | "redactedAt"> & {
  status: DerivedStatus;
  currentSession: { changedAt: Date } | null;
};

/**
 * What tells two states of a verification apart for the page that follows it, the beginning and the end of its deletion among them; the
 * same for all before a session is made.
 */
export const versionOf = (row: Versioned | null): string =>
  row?.currentSession
    ? [row.status, row.currentSession.changedAt, row.redactionRequestedAt, row.redactedAt]
        .map((part) => (part instanceof Date ? part.getTime() : (part ?? "")))
        .join(":")
    : "none";

/** One's own newest verification, as one's own page shows it. */
export const getMyVerification = async (viewer: Viewer): Promise<MyVerification> =>
  toMyVerification(viewer, await readOwnRow(viewer.userId));

/** The same of a row that is read already; `row` must be the viewer's own. */
export async function toMyVerification(
  viewer: Viewer,
  { dataKeys, declared: newest, verification }: OwnRow,
): Promise<MyVerification> {
  const policy = currentPolicy();
  const declared = openDeclared(readerOf(dataKeys), newest);
  const common = { allowedDocuments: policy.allowedDocuments, declared, email: viewer.email };
  const beingDeleted = verification !== null && isBeingDeleted(verification);
  // What staff canceled or what was deleted is over: the person may begin anew. What is for no minor stays closed.
  const over = verification?.closedAt != null && !beingDeleted;
  if (!verification || over) {
    return {
      ...common,
      status: "not_started",
      beingDeleted,
      reference: null,
      failureCode: null,
      nextStep: "retry",
      attempts: { used: 0, max: policy.maxAttempts },
      consent: null,
      startedAt: null,
      submittedAt: null,
      verifiedAt: null,
      verifiedKinds: [],
      version: versionOf(verification),
    };
  }
  return {
    ...common,
    status: beingDeleted ? "closed" : verification.status,
    beingDeleted,
    reference: toReference(verification.referenceNumber),
    failureCode: toFailureCode(verification.failureCode),
    nextStep: await nextStepOf(verification),
    attempts: { used: verification.attempts, max: verification.maxAttempts },
    consent: verification.consent,
    startedAt: verification.startedAt?.toISOString() ?? null,
    submittedAt: verification.submittedAt?.toISOString() ?? null,
    verifiedAt: verification.verifiedAt?.toISOString() ?? null,
    verifiedKinds: checkKinds.filter((kind) => verification.verifiedKinds?.includes(kind)),
    version: versionOf(verification),
  };
}
