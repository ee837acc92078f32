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

/** Whether the applicant may open Stripe's check now; `consent` is the newest answer to the text in force. */
export function mayStart(mine: {
  status: DerivedStatus;
  beingDeleted: boolean;
  consent: ConsentChoice | null;
  nextStep: NextStep;
}) {
  return answer(
    (mine.beingDeleted ? "being_deleted" : null) ??
      notStartable[mine.status] ??
      (mine.consent === "agreed" ? null : "consent_missing") ??
      (mine.nextStep === "retry" ? null : "attempts_used_up"),
  );
}
