import { expect, test } from "vitest";
import { getCase } from "@/lib/cases/data";
import { db } from "@/lib/db/client";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { submit } from "@/testkit/in-process/stripe";

test.each(["abandoned", "consent_declined", "device_not_supported"])(
  "a case names the newest attempt that ended with its code, and none for %s, of which Stripe makes no report",
  async (withoutReport) => {
    const viewer = await signInSomebody();
    await recordConsent(viewer, { choice: "agreed", locale: "en" });
    await startVerification(viewer, { entry: "modal" });
    const { id, currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
    const sessionId = currentSessionId ?? "";
    const reviewer = await signInSomebody("reviewer");
    const after = async (outcome: string) => {
      await submit(sessionId, outcome);
      await syncVerificationSession(sessionId);
      const read = await getCase(reviewer, id);
      return { code: read?.failureCode, attempt: read?.attemptOfFailure, attempts: read?.attempts.length };
    };

    expect(await after("document_expired")).toEqual({ code: "document_expired", attempt: 1, attempts: 1 });
    expect(await after(withoutReport)).toEqual({ code: withoutReport, attempt: null, attempts: 1 });
    expect(await after("document_expired")).toEqual({ code: "document_expired", attempt: 2, attempts: 2 });
    expect(await after("verified")).toEqual({ code: null, attempt: null, attempts: 3 });
  },
);
