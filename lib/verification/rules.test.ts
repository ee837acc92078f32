import { describe, expect, test } from "vitest";
import { mayStart } from "@/lib/verification/rules";
import { derivedStatuses, type MyVerification } from "@/lib/verification/schema";

type Startable = Pick<MyVerification, "status" | "beingDeleted" | "consent" | "nextStep">;
const everyStart = derivedStatuses.flatMap((status) =>
  [true, false].flatMap((beingDeleted) =>
    (["agreed", "without_face_check", null] as const).flatMap((consent) =>
      (["retry", "manual_review", "none"] as const).map(
        (nextStep): Startable => ({ status, beingDeleted, consent, nextStep }),
      ),
    ),
  ),
);

describe("a start", () => {
  const refused: Record<MyVerification["status"], string | null> = {
    not_started: null,
    in_progress: null,
    action_needed: null,
    checking: "being_checked",
    in_review: "in_review",
    verified: "already_verified",
    declined: "closed",
    closed: "closed",
  };

  test.each(everyStart)("of $status, deleted: $beingDeleted, consent: $consent, next: $nextStep", (facts) => {
    const should =
      (facts.beingDeleted && "being_deleted") ||
      refused[facts.status] ||
      (facts.consent !== "agreed" && "consent_missing") ||
      (facts.nextStep !== "retry" && "attempts_used_up");
    expect(mayStart(facts)).toEqual(should ? { ok: false, why: should } : { ok: true });
    // For a person of an account the same holds, but that whoever is verified may do it once more.
    const verified = facts.status === "verified" && should === "already_verified";
    const again = verified ? mayStart({ ...facts, status: "not_started" }) : mayStart(facts);
    expect(mayStart(facts, true)).toEqual(again);
  });
});
