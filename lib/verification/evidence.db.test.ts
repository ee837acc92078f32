import { describe, expect, test, vi } from "vitest";
import { db } from "@/lib/db/client";
import { signInSomebody } from "@/lib/testing/people";
import { control, submit } from "@/lib/testing/stripe";
import { revealEvidence } from "@/lib/verification/evidence";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";

async function verifiedCase() {
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { door: "modal" });
  const row = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  const sessionId = row.currentSessionId ?? "";
  await submit(sessionId, "verified", {
    outputs: {
      dob: { day: 4, month: 7, year: 1990 },
      document: { type: "id_card", issuing_country: "DE", number: "X99MARKED" },
    },
  });
  await syncVerificationSession(sessionId);
  return { applicant: viewer, verificationId: row.id };
}

describe("evidence", () => {
  test("is read live for a reviewer, with links of at most 30 seconds, and each look is written down", async () => {
    const { verificationId } = await verifiedCase();
    const reviewer = await signInSomebody("reviewer");
    const result = await revealEvidence(reviewer, verificationId, "document_check");
    if (!result.ok) throw new Error(result.code);

    expect(result.evidence).toMatchObject({ dateOfBirth: "1990-07-04", documentNumber: "X99MARKED" });
    expect(result.evidence.images.map((image) => image.kind)).toEqual(["front", "back", "selfie"]);
    expect(Date.parse(result.evidence.expiresAt) - Date.now()).toBeLessThanOrEqual(30_000);
    const picture = await fetch(result.evidence.images[0]?.url ?? "");
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);

    const entries = await db.auditEntry.findMany({ where: { verificationId }, orderBy: { id: "asc" } });
    expect(entries.map((entry) => [entry.action, entry.subject?.split(":")[0], entry.reason, entry.actorId])).toEqual([
      ["evidence.revealed", "dateOfBirth", "document_check", reviewer.userId],
      ["evidence.revealed", "documentNumber", "document_check", reviewer.userId],
      ["evidence.revealed", "expiresOn", "document_check", reviewer.userId],
      ["evidence.image_opened", "front", "document_check", reviewer.userId],
      ["evidence.image_opened", "back", "document_check", reviewer.userId],
      ["evidence.image_opened", "selfie", "document_check", reviewer.userId],
    ]);
    expect(JSON.stringify(entries, (_key, value) => (typeof value === "bigint" ? String(value) : value))).not.toMatch(
      /MARKED|1990/,
    );
  });

  test.each(["applicant", "support", "developer", "admin"] as const)("is not for the role %s", async (role) => {
    const { verificationId } = await verifiedCase();
    const viewer = await signInSomebody(role);
    expect(await revealEvidence(viewer, verificationId, "document_check")).toEqual({ ok: false, code: "not_allowed" });
    expect(await db.auditEntry.count({ where: { verificationId } })).toBe(0);
  });

  test("of one's own case is not for a reviewer", async () => {
    const { applicant, verificationId } = await verifiedCase();
    await db.user.update({ where: { id: applicant.userId }, data: { role: "senior" } });
    const asSenior = { ...applicant, role: "senior" as const };
    expect(await revealEvidence(asSenior, verificationId, "document_check")).toMatchObject({ code: "not_allowed" });
  });

  test("needs a reason", async () => {
    const { verificationId } = await verifiedCase();
    const reviewer = await signInSomebody("reviewer");
    expect(await revealEvidence(reviewer, verificationId, "curiosity")).toEqual({ ok: false, code: "invalid_input" });
  });

  test("counts nothing as seen when Stripe does not answer, or its 48 hours are over", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { verificationId } = await verifiedCase();
    const reviewer = await signInSomebody("reviewer");
    await control("/faults", { target: "api", kind: "status", status: 500, count: 2, seed: 1, method: "GET" });
    expect(await revealEvidence(reviewer, verificationId, "document_check")).toMatchObject({
      code: "stripe_unavailable",
    });

    await control("/clock", { advanceSeconds: 49 * 60 * 60 });
    expect(await revealEvidence(reviewer, verificationId, "document_check")).toMatchObject({ code: "window_over" });
    expect(await db.auditEntry.count({ where: { verificationId } })).toBe(0);
  });
});
