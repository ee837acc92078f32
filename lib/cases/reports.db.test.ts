import { expect, test } from "vitest";
import { getReports } from "@/lib/cases/reports";
import { db } from "@/lib/db/client";
import { declareDetails } from "@/lib/verification/declared";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { submit } from "@/testkit/in-process/stripe";

test("auditors and seniors read the reports of a case: codes and states, nothing of the person; nobody else does", async () => {
  const viewer = await signInSomebody();
  await declareDetails(viewer, { country: "FR", firstName: "Edda", lastName: "Andersmann", phone: null });
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const { id, currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  const sessionId = currentSessionId ?? "";
  const outputs = { first_name: "EDDA", last_name: "ANDERSMANN" };
  await submit(sessionId, "document_expired", { outputs });
  await syncVerificationSession(sessionId);
  await submit(sessionId, "verified", { outputs });
  await syncVerificationSession(sessionId);

  for (const role of ["auditor", "senior"] as const) {
    const read = await getReports(await signInSomebody(role), id);
    expect(read?.reports).toMatchObject([
      {
        object: "identity.verification_report",
        verification_session: sessionId,
        checks: expect.arrayContaining([
          { name: "document", status: "unverified", error: { code: "document_expired", reason: expect.any(String) } },
        ]),
      },
      { checks: expect.arrayContaining([{ name: "document", status: "verified", error: null }]) },
    ]);
    expect(JSON.stringify(read)).not.toMatch(/edda|andersmann|file_|@demo\.test/i);
  }
  for (const role of ["applicant", "support", "reviewer", "developer", "admin"] as const) {
    expect(await getReports(await signInSomebody(role), id)).toBeNull();
  }
  expect(await getReports(await signInSomebody("auditor"), "no-id")).toBeNull();
});
