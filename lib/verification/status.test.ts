import { describe, expect, test } from "vitest";
import { failureCodes, stripeStatuses } from "@/lib/verification/schema";
import { deriveStatus, sessionThatCounts, toFailureCode, wayOn } from "@/lib/verification/status";

const calm = { quarantined: false, redacting: false };

describe("the status that people see", () => {
  test("tells a session that was never started from one that failed, though Stripe calls both requires_input", () => {
    expect(deriveStatus({ stripeStatus: "requires_input", failureCode: null, ...calm })).toBe("in_progress");
    expect(deriveStatus({ stripeStatus: "requires_input", failureCode: "document_expired", ...calm })).toBe(
      "action_needed",
    );
  });

  test("follows Stripe where nothing of ours stands against it", () => {
    const seen = [null, ...stripeStatuses].map((stripeStatus) =>
      deriveStatus({ stripeStatus, failureCode: null, ...calm }),
    );
    expect(seen).toEqual(["not_started", "in_progress", "checking", "verified", "closed", "in_review"]);
  });

  test("leaves manipulation to a person and ends a minor's verification", () => {
    expect(deriveStatus({ stripeStatus: "requires_input", failureCode: "selfie_manipulated", ...calm })).toBe(
      "in_review",
    );
    expect(deriveStatus({ stripeStatus: "requires_input", failureCode: "under_supported_age", ...calm })).toBe(
      "closed",
    );
  });

  test("does not call anybody verified whose session names another person", () => {
    expect(deriveStatus({ stripeStatus: "verified", failureCode: null, quarantined: true, redacting: false })).toBe(
      "in_review",
    );
  });

  test("stays closed after redaction, whatever comes late", () => {
    for (const stripeStatus of stripeStatuses) {
      expect(deriveStatus({ stripeStatus, failureCode: null, quarantined: true, redacting: true })).toBe("closed");
    }
  });
});

describe("a person's way on", () => {
  const attempts = { used: 1, max: 3 };

  test("is another try while attempts are left, for every code that a person can mend", () => {
    const none = failureCodes.filter((failureCode) => wayOn({ failureCode, attempts, timesSeen: 1 }) !== "retry");
    expect(none).toEqual(["selfie_manipulated", "under_supported_age"]);
  });

  test("is the way by people once attempts are used up", () => {
    expect(wayOn({ failureCode: "document_expired", attempts: { used: 3, max: 3 }, timesSeen: 1 })).toBe("other_way");
  });

  test("is the way by people when faces did not match twice", () => {
    expect(wayOn({ failureCode: "selfie_face_mismatch", attempts, timesSeen: 2 })).toBe("other_way");
  });
});

test("a code that Stripe adds later becomes unknown, and no code stays none", () => {
  expect(toFailureCode("document_too_shiny")).toBe("unknown");
  expect(toFailureCode("document_expired")).toBe("document_expired");
  expect(toFailureCode(null)).toBeNull();
});

test("of several sessions the verified one counts, else the newest", () => {
  const at = (day: number) => new Date(Date.UTC(2026, 10, day));
  const old = { id: "vs_a", status: "requires_input" as const, createdAt: at(1) };
  const newer = { id: "vs_b", status: "requires_input" as const, createdAt: at(2) };
  const verified = { id: "vs_c", status: "verified" as const, createdAt: at(1) };
  expect(sessionThatCounts([old, newer])).toBe(newer);
  expect(sessionThatCounts([newer, verified, old])).toBe(verified);
  expect(sessionThatCounts([])).toBeNull();
});
