import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "@/lib/db/client";
import { now } from "@/lib/time";
import { getMyVerification } from "@/lib/verification/data";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { mayStart } from "@/lib/verification/rules";
import { derivedStatuses } from "@/lib/verification/schema";
import { signInSomebody } from "@/testkit/in-process/people";
import { control } from "@/testkit/in-process/stripe";

beforeEach(() => {
  // What Stripe does not know is an error in the log.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => control("/reset"));

/** What leads furthest comes most often: else hardly a case gets past its first reason. */
const often = <const T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const hoursAgo = (hours: number) => new Date(now().getTime() - hours * 60 * 60 * 1000);

const start = fc.record({
  status: fc.constantFrom(...derivedStatuses),
  closed: often(false, true),
  choice: often("agreed", "without_face_check", null),
  attempts: fc.integer({ min: 0, max: 4 }),
  failureCode: fc.constantFrom(null, "document_expired", "under_supported_age", "selfie_manipulated", "new_code"),
  redaction: often("none", "asked", "done"),
});

test("what the applicant's page says of a start is what the start answers", async () => {
  await fc.assert(
    fc.asyncProperty(start, async ({ status, closed, choice, attempts, failureCode, redaction }) => {
      const viewer = await signInSomebody();
      if (choice) await recordConsent(viewer, { choice, locale: "en" });
      await db.verification.updateMany({
        where: { userId: viewer.userId },
        data: {
          status,
          reviewReason: status === "in_review" ? "unknown_status" : null,
          attempts,
          failureCode,
          closedAt: closed || redaction !== "none" ? hoursAgo(1) : null,
          redactionRequestedAt: redaction === "none" ? null : hoursAgo(2),
          redactedAt: redaction === "done" ? hoursAgo(1) : null,
        },
      });
      const rule = mayStart(await getMyVerification(viewer));
      const answer = await startVerification(viewer, { entry: "modal" });
      if (rule.ok) expect(answer).toMatchObject({ ok: true });
      else expect(answer).toEqual({ ok: false, code: rule.why });
    }),
    { numRuns: 100 },
  );
}, 120_000);
