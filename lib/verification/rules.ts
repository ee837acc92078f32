import type { Answer } from "@/lib/auth/permissions";
import type { NextStep } from "@/lib/verification/schema";
import type { ConsentChoice, DerivedStatus } from "@/prisma/generated/enums";

/** The answer for a reason; null: none. */
export const answer = <Why extends string>(why: Why | null): Answer<Why> =>
  why === null ? { ok: true } : { ok: false, why };

const notStartable = {
  not_started: null,
  in_progress: null,
  action_needed: null,
  verified: "already_verified",
  in_review: "in_review",
  checking: "being_checked",
  closed: "closed",
  declined: "closed",
} as const satisfies Record<DerivedStatus, string | null>;

/**
 * Whether the applicant may open Stripe's check now; `consent` is the newest answer to the text in force. `forAccount`: the check
 * proves a person of a seller's account as well, which whoever is verified already may do once more.
 */
export function mayStart(
  mine: {
    status: DerivedStatus;
    beingDeleted: boolean;
    consent: ConsentChoice | null;
    nextStep: NextStep;
  },
  forAccount = false,
) {
  const isOver = forAccount && mine.status === "verified" ? null : notStartable[mine.status];
  return answer(
    (mine.beingDeleted ? "being_deleted" : null) ??
      isOver ??
      (mine.consent === "agreed" ? null : "consent_missing") ??
      (mine.nextStep === "retry" ? null : "attempts_used_up"),
  );
}
