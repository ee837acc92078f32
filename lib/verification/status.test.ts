import { describe, expect, test } from "vitest";
import { failureCodes, toFailureCode } from "@/lib/stripe/failure-codes";
import { stripeStatuses } from "@/lib/verification/schema";
import { deriveStatus, nextStep, type Situation, sessionThatCounts } from "@/lib/verification/status";

const calm: Situation = {
  stripeStatus: "requires_input",
  failureCode: null,
  submitted: false,
  userMismatch: false,
  declined: false,
  fraud: false,
  proven: true,
  attempts: { used: 1, max: 3 },
  redacting: false,
  superseded: false,
};
const statusOf = (change: Partial<Situation>) => deriveStatus({ ...calm, ...change });

describe("the status that people see", () => {
  test("tells a session that was never started from one that failed, though Stripe calls both requires_input", () => {
    expect(statusOf({})).toEqual({ status: "in_progress", reviewReason: null });
    expect(statusOf({ failureCode: "document_expired" })).toEqual({ status: "action_needed", reviewReason: null });
  });

  test("asks for something where a result was overridden without a reason, and not as though nothing was sent", () => {
    expect(statusOf({ submitted: true })).toEqual({ status: "action_needed", reviewReason: null });
  });

  test("follows Stripe where nothing of ours stands against it", () => {
    const seen = [null, ...stripeStatuses].map((stripeStatus) => statusOf({ stripeStatus }).status);
    expect(seen).toEqual(["not_started", "in_progress", "checking", "verified", "closed", "in_review"]);
  });

  test("ends a minor's verification", () => {
    expect(statusOf({ failureCode: "under_supported_age" }).status).toBe("closed");
  });

  test.each([
    ["a session names another person", { userMismatch: true }, "user_mismatch"],
    ["an attempt showed fraud", { fraud: true }, "fraud_signal"],
    ["only a reference says whose it is", { proven: false }, "unproven_reference"],
    ["there were more attempts than allowed", { attempts: { used: 4, max: 3 } }, "attempts_exceeded"],
  ] as const)("is in review and never verified when %s", (_why, change, reviewReason) => {
    expect(statusOf({ stripeStatus: "verified", ...change })).toEqual({ status: "in_review", reviewReason });
  });

  test("is in review after fraud whatever the next attempt fails with", () => {
    for (const failureCode of [null, ...failureCodes]) {
      expect(statusOf({ fraud: true, failureCode }).reviewReason).toBe("fraud_signal");
    }
  });

  test("stays declined once staff decided so, whatever Stripe says of it", () => {
    for (const stripeStatus of [null, ...stripeStatuses]) {
      const late = { stripeStatus, userMismatch: true, fraud: true, proven: false };
      expect(statusOf({ ...late, declined: true })).toEqual({ status: "declined", reviewReason: null });
    }
  });

  test("is verified with the last attempt that is allowed", () => {
    expect(statusOf({ stripeStatus: "verified", attempts: { used: 3, max: 3 } }).status).toBe("verified");
  });

  test("stays closed after redaction, and beside the one begun since, whatever comes late", () => {
    for (const stripeStatus of stripeStatuses) {
      for (const over of [{ redacting: true }, { superseded: true }]) {
        const late = { stripeStatus, userMismatch: true, declined: true, fraud: true, proven: false };
        expect(statusOf({ ...late, ...over })).toEqual({ status: "closed", reviewReason: null });
      }
    }
  });
});

describe("a person's next step", () => {
  const attempts = { used: 1, max: 3 };

  test("is another attempt while some are left, for every code that a person can fix", () => {
    const none = failureCodes.filter((failureCode) => nextStep({ failureCode, attempts, timesSeen: 1 }) !== "retry");
    expect(none).toEqual(["selfie_manipulated", "under_supported_age"]);
  });

  test("is manual review once attempts are used up", () => {
    expect(nextStep({ failureCode: "document_expired", attempts: { used: 3, max: 3 }, timesSeen: 1 })).toBe(
      "manual_review",
    );
  });

  test("is manual review when faces did not match twice", () => {
    expect(nextStep({ failureCode: "selfie_face_mismatch", attempts, timesSeen: 2 })).toBe("manual_review");
  });
});

test("a code that Stripe adds later becomes unknown, and no code stays none", () => {
  expect(toFailureCode("document_too_shiny")).toBe("unknown");
  expect(toFailureCode("document_expired")).toBe("document_expired");
  expect(toFailureCode(null)).toBeNull();
});

test("of several sessions the verified one counts, else the newest", () => {
  const at = (day: number) => new Date(Date.UTC(2026, 10, day));
  const session = { status: "requires_input", proven: true, createdAt: at(1) } as const;
  const old = { ...session, id: "vs_a" };
  const newer = { ...session, id: "vs_b", createdAt: at(2) };
  const verified = { ...session, id: "vs_c", status: "verified" as const };
  const claim = { ...session, id: "vs_d", proven: false, createdAt: at(3) };
  const verifiedClaim = { ...verified, id: "vs_e", proven: false, createdAt: at(3) };
  expect(sessionThatCounts([old, newer])).toBe(newer);
  expect(sessionThatCounts([newer, verified, old])).toBe(verified);
  expect(sessionThatCounts([claim, newer, old])).toBe(newer);
  expect(sessionThatCounts([verifiedClaim, newer, verified])).toBe(verified);
  expect(sessionThatCounts([verifiedClaim, newer])).toBe(verifiedClaim);
  expect(sessionThatCounts([])).toBeNull();
});
