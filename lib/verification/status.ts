import {
  type DerivedStatus,
  type FailureCode,
  failureCodes,
  type StripeStatus,
  type WayOn,
} from "@/lib/verification/schema";

/** Narrows Stripe's open enum: a code that we do not know yet becomes `unknown`, none stays null. */
export function toFailureCode(raw: string | null): FailureCode | null {
  if (raw === null) return null;
  return failureCodes.find((code) => code === raw) ?? "unknown";
}

/** What the status of a verification follows from. */
export type Situation = {
  /** Of the VerificationSession that counts; null when none was made yet. */
  stripeStatus: StripeStatus | null;
  failureCode: FailureCode | null;
  quarantined: boolean;
  redacting: boolean;
};

/** The status that people see. `requires_input` alone means two things; last_error tells which. */
export function deriveStatus({ stripeStatus, failureCode, quarantined, redacting }: Situation): DerivedStatus {
  if (redacting) return "closed";
  if (quarantined) return "in_review";
  switch (stripeStatus) {
    case null:
      return "not_started";
    case "processing":
      return "checking";
    case "verified":
      return "verified";
    case "canceled":
      return "closed";
    // A status that Stripe added: what it means for this person is for staff to find out.
    case "unknown":
      return "in_review";
    case "requires_input":
      // Stripe verifies no minors: nothing that the person could do would help.
      if (failureCode === "under_supported_age") return "closed";
      // Manipulation is for a person to judge, and the applicant is told no more than that.
      if (failureCode === "selfie_manipulated") return "in_review";
      return failureCode === null ? "in_progress" : "action_needed";
  }
}

/** How often one code may come back before the way by people stands first. */
const sameCodeLimit: Partial<Record<FailureCode, number>> = {
  selfie_face_mismatch: 2,
  id_number_mismatch: 2,
  unknown: 2,
};

/** The person's way on after a failure. `timesSeen`: how many attempts ended with this very code. */
export function wayOn(input: {
  failureCode: FailureCode | null;
  attempts: { used: number; max: number };
  timesSeen: number;
}): WayOn {
  const { failureCode, attempts, timesSeen } = input;
  if (failureCode === "under_supported_age" || failureCode === "selfie_manipulated") return "none";
  if (attempts.used >= attempts.max) return "other_way";
  if (failureCode !== null && timesSeen >= (sameCodeLimit[failureCode] ?? Number.POSITIVE_INFINITY)) return "other_way";
  return "retry";
}

/** Of several sessions of one verification the one that counts: a verified one, else the newest. */
export function sessionThatCounts<S extends { id: string; status: StripeStatus; createdAt: Date }>(
  sessions: readonly S[],
): S | null {
  const newestFirst = [...sessions].sort(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
  );
  return newestFirst.find((session) => session.status === "verified") ?? newestFirst[0] ?? null;
}
