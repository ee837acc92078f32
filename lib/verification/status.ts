import { sameCodeLimits } from "@/lib/policy/limits";
import type { FailureCode } from "@/lib/stripe/failure-codes";
import type { DerivedStatus, NextStep, ReviewReason, StripeStatus } from "@/lib/verification/schema";

/** Codes that say fraud: for a person to judge, whatever later attempts come to. The applicant is told no more than that. */
const fraudCodes: readonly string[] = ["selfie_manipulated"] satisfies FailureCode[];

/** Whether Stripe's code, raw, says fraud. */
export const isFraudCode = (raw: string | null): boolean => raw !== null && fraudCodes.includes(raw);

/** What the status of a verification follows from: Stripe's word on the session that counts, our decision and our own facts. */
export type Situation = {
  /** Of the VerificationSession that counts; null when none was made yet. */
  stripeStatus: StripeStatus | null;
  failureCode: FailureCode | null;
  /** Something was submitted in that session: Stripe made a report. */
  submitted: boolean;
  /** A session that names this verification names another person. */
  userMismatch: boolean;
  /** Staff decided against it. */
  declined: boolean;
  /** A code of fraud in any attempt. */
  fraud: boolean;
  /** Who the session is for was written with our secret key, and not chosen by a visitor. */
  proven: boolean;
  /** Counted by reports, over all sessions. */
  attempts: { used: number; max: number };
  redacting: boolean;
  /** It was closed, and the person has begun another one since. */
  superseded: boolean;
};

/** The status that people see, and why a person must look, which is told exactly where one must. */
export type Standing =
  | { status: "in_review"; reviewReason: ReviewReason }
  | { status: Exclude<DerivedStatus, "in_review">; reviewReason: null };

const inReview = (reviewReason: ReviewReason): Standing => ({ status: "in_review", reviewReason });
const plain = (status: Exclude<DerivedStatus, "in_review">): Standing => ({ status, reviewReason: null });

/**
 * The only way to a status. `requires_input` alone means two things; last_error tells which, or a report where the Dashboard
 * has overridden a result and gives no reason.
 */
export function deriveStatus(situation: Situation): Standing {
  const { stripeStatus, failureCode, attempts } = situation;
  if (situation.redacting || situation.superseded) return plain("closed");
  // Stripe checks documents; whether this person is accepted is ours to decide, and nothing that Stripe says takes it back.
  if (situation.declined) return plain("declined");
  if (situation.userMismatch) return inReview("user_mismatch");
  switch (stripeStatus) {
    case null:
      return plain("not_started");
    case "processing":
      return plain("checking");
    case "canceled":
      return plain("closed");
    // A status that Stripe added: what it means for this person is for staff to find out.
    case "unknown":
      return inReview("unknown_status");
    case "verified":
      // A link works for 48 hours, whatever we decide meanwhile: Stripe may verify what we would not have let begin.
      if (situation.fraud) return inReview("fraud_signal");
      if (!situation.proven) return inReview("unproven_reference");
      if (attempts.used > attempts.max) return inReview("attempts_exceeded");
      return plain("verified");
    case "requires_input":
      if (situation.fraud) return inReview("fraud_signal");
      // Stripe verifies no minors: nothing that the person could do would help.
      if (failureCode === "under_supported_age") return plain("closed");
      return plain(failureCode === null && !situation.submitted ? "in_progress" : "action_needed");
  }
}

/** The person's next step after a failure. `timesSeen`: how many attempts ended with this very code. */
export function nextStep(input: {
  failureCode: FailureCode | null;
  attempts: { used: number; max: number };
  timesSeen: number;
}): NextStep {
  const { failureCode, attempts, timesSeen } = input;
  if (failureCode === "under_supported_age" || isFraudCode(failureCode)) return "none";
  if (attempts.used >= attempts.max) return "manual_review";
  if (failureCode !== null && timesSeen >= (sameCodeLimits[failureCode] ?? Number.POSITIVE_INFINITY))
    return "manual_review";
  return "retry";
}

/**
 * Of several sessions of one verification the one that counts: a verified one, else the newest. What only claims to be
 * the person's stands behind what our own key wrote, so that nobody else's session takes the place of the person's.
 */
export function sessionThatCounts<S extends { id: string; status: StripeStatus; proven: boolean; createdAt: Date }>(
  sessions: readonly S[],
): S | null {
  const rank = ({ status, proven }: S) => (status === "verified" ? 2 : 0) + (proven ? 1 : 0);
  const [first] = [...sessions].sort(
    (a, b) => rank(b) - rank(a) || b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
  );
  return first ?? null;
}
