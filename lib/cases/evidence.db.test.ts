import { afterEach, describe, expect, test, vi } from "vitest";
import { appendAudit } from "@/lib/audit/log";
import { revealEvidence } from "@/lib/cases/evidence";
import { db } from "@/lib/db/client";
import { revealLimit } from "@/lib/policy/limits";
import { now, setClock } from "@/lib/time";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";

const hour = 60 * 60;
const usual = ["identity_read", "recent_sensitive", "files_read", "files_write"];
const allow = (permissions: string[]) => control("/keys/permissions", { permissions });

afterEach(async () => {
  // Its clock goes back only while it is empty.
  await control("/reset");
  await allow(usual);
  setClock(new Date());
});

const looks = (verificationId: string) =>
  db.auditEntry.count({
    where: { targetId: verificationId, action: { in: ["evidence.revealed", "evidence.image_opened"] } },
  });

async function verifiedCase(outputs: object = {}) {
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const row = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  const sessionId = row.currentSessionId ?? "";
  await submit(sessionId, "verified", {
    outputs: {
      dob: { day: 4, month: 7, year: 1990 },
      sex: "female",
      place_of_birth: "MUSTERSTADT-MARKED",
      document: { type: "id_card", issuing_country: "DE", number: "X99MARKED" },
      ...outputs,
    },
  });
  await syncVerificationSession(sessionId);
  return { applicant: viewer, verificationId: row.id, sessionId };
}

describe("evidence", () => {
  test("is read live for a reviewer, with links of at most 30 seconds, and each look is written down", async () => {
    const { verificationId } = await verifiedCase();
    const reviewer = await signInSomebody("reviewer");
    const result = await revealEvidence(reviewer, verificationId, "document_check");
    if (!result.ok) throw new Error(result.code);

    expect(result.evidence).toMatchObject({
      dateOfBirth: { known: "day", year: 1990, month: 7, day: 4 },
      sex: { read: "female", printed: "F" },
      placeOfBirth: "MUSTERSTADT-MARKED",
      documentNumber: "X99MARKED",
    });
    expect(result.evidence.images.map((image) => image.kind)).toEqual(["front", "back", "selfie"]);
    expect(Date.parse(result.evidence.expiresAt) - Date.now()).toBeLessThanOrEqual(30_000);
    const [front] = result.evidence.images;
    const picture = await fetch(front && "url" in front ? front.url : "");
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);

    const entries = await db.auditEntry.findMany({ where: { targetId: verificationId }, orderBy: { id: "asc" } });
    expect(entries.map((entry) => [entry.action, entry.subject?.split(":")[0], entry.reason, entry.actorId])).toEqual([
      ["evidence.requested", undefined, "document_check", reviewer.userId],
      ["evidence.revealed", "dateOfBirth", "document_check", reviewer.userId],
      ["evidence.revealed", "sex", "document_check", reviewer.userId],
      ["evidence.revealed", "placeOfBirth", "document_check", reviewer.userId],
      ["evidence.revealed", "documentNumber", "document_check", reviewer.userId],
      ["evidence.revealed", "expiresOn", "document_check", reviewer.userId],
      ["evidence.image_opened", "front", "document_check", reviewer.userId],
      ["evidence.image_opened", "back", "document_check", reviewer.userId],
      ["evidence.image_opened", "selfie", "document_check", reviewer.userId],
    ]);
    expect(JSON.stringify(entries, (_key, value) => (typeof value === "bigint" ? String(value) : value))).not.toMatch(
      /MARKED|1990|female/,
    );
  });

  test.each(["applicant", "support", "auditor", "developer", "admin"] as const)(
    "is not for the role %s",
    async (role) => {
      const { verificationId } = await verifiedCase();
      const viewer = await signInSomebody(role);
      expect(await revealEvidence(viewer, verificationId, "document_check")).toEqual({
        ok: false,
        code: "not_allowed",
      });
      expect(await db.auditEntry.count({ where: { targetId: verificationId } })).toBe(0);
    },
  );

  test("of one's own case is not for a reviewer", async () => {
    const { applicant, verificationId } = await verifiedCase();
    await db.user.update({ where: { id: applicant.userId }, data: { role: "senior" } });
    const asSenior = { ...applicant, role: "senior" as const };
    expect(await revealEvidence(asSenior, verificationId, "document_check")).toMatchObject({ code: "own_case" });
  });

  test.each([
    [
      { year: 1977, month: null, day: null },
      { known: "year", year: 1977 },
    ],
    [
      { year: null, month: 5, day: 31 },
      { known: "month_and_day", month: 5, day: 31 },
    ],
    [
      { year: 1977, month: 13, day: 4 },
      { known: "year_and_day", year: 1977, day: 4 },
    ],
    [{ year: null, month: null, day: null }, { known: "nothing" }],
    [null, null],
  ])("tells a birth date %j as far as it was read", async (dob, dateOfBirth) => {
    const { verificationId } = await verifiedCase({ dob });
    const result = await revealEvidence(await signInSomebody("reviewer"), verificationId, "document_check");
    expect(result).toMatchObject({ ok: true, evidence: { dateOfBirth } });
  });

  test.each([
    [
      { month: 5, year: 2030 },
      { known: "month", year: 2030, month: 5 },
    ],
    [{ day: 31, month: 12, year: 9999 }, { known: "never" }],
    [null, null],
  ])("tells an expiry %j as what it is: partial, never and absent are three things", async (date, expiresOn) => {
    const { verificationId } = await verifiedCase({ document: { type: "passport", expiration_date: date } });
    const result = await revealEvidence(await signInSomebody("reviewer"), verificationId, "document_check");
    expect(result).toMatchObject({ ok: true, evidence: { expiresOn } });
  });
});

describe("a refusal of Stripe's says its own cause, and nothing counts as seen", () => {
  async function refused(prepare: (given: Awaited<ReturnType<typeof verifiedCase>>) => Promise<unknown>) {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const given = await verifiedCase();
    await prepare(given);
    const result = await revealEvidence(await signInSomebody("reviewer"), given.verificationId, "document_check");
    expect(await looks(given.verificationId)).toBe(0);
    return result;
  }

  test.each([[["identity_read", "files_read", "files_write"]], [["recent_sensitive", "files_write"]], [[]]])(
    "a key with only %j lacks a permission",
    async (permissions) => {
      expect(await refused(() => allow(permissions))).toEqual({ ok: false, code: "no_permission" });
    },
  );

  test("after 48 hours by our clock the window is over, and Stripe is not asked", async () => {
    const result = await refused(async () => {
      setClock(new Date(now().getTime() + 49 * hour * 1000));
      await allow([]);
    });
    expect(result).toEqual({ ok: false, code: "window_over" });
  });

  test("where Stripe's clock says 48 hours and ours does not, both causes are told", async () => {
    const result = await refused(() => control("/clock", { advanceSeconds: 49 * hour }));
    expect(result).toEqual({ ok: false, code: "no_permission_or_window_over" });
  });

  test("a redaction at Stripe that we have not heard of yet", async () => {
    const result = await refused(({ sessionId }) => stripe().identity.verificationSessions.redact(sessionId));
    expect(result).toEqual({ ok: false, code: "redacted" });
  });

  test.each([
    [500, "unreachable"],
    [429, "busy"],
    [401, "key_invalid"],
    [404, "gone"],
    [400, "refused"],
  ])("an answer of %i", async (status, code) => {
    const result = await refused(() =>
      control("/faults", { target: "api", kind: "status", status, count: 2, seed: 1, method: "GET" }),
    );
    expect(result).toEqual({ ok: false, code });
  });

  test("pictures that the key may not open say so, and the data is shown", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { verificationId } = await verifiedCase();
    await allow(["identity_read", "recent_sensitive"]);
    const result = await revealEvidence(await signInSomebody("reviewer"), verificationId, "document_check");
    expect(result).toMatchObject({
      ok: true,
      evidence: {
        documentNumber: "X99MARKED",
        images: ["front", "back", "selfie"].map((kind) => ({ kind, refusal: "no_permission" })),
      },
    });
    expect(await db.auditEntry.count({ where: { targetId: verificationId, action: "evidence.revealed" } })).toBe(5);
    expect(await db.auditEntry.count({ where: { targetId: verificationId, action: "evidence.image_opened" } })).toBe(0);
  });

  test("one picture that Stripe refuses leaves the others", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { verificationId } = await verifiedCase();
    await control("/faults", { target: "api", kind: "status", status: 400, count: 1, seed: 1, path: "*/file_links" });
    const result = await revealEvidence(await signInSomebody("reviewer"), verificationId, "document_check");
    if (!result.ok) throw new Error(result.code);
    expect(result.evidence.images.filter((image) => "url" in image)).toHaveLength(2);
    expect(result.evidence.images.find((image) => "refusal" in image)).toMatchObject({ refusal: "refused" });
  });
});

describe("how often one person may open evidence", () => {
  const open = (viewer: Parameters<typeof revealEvidence>[0], id: string) =>
    revealEvidence(viewer, id, "document_check").then((result) => (result.ok ? "opened" : result.code));

  test("is counted also when the requests come at once, per person, and each refusal is written down", async () => {
    const { verificationId } = await verifiedCase();
    const [reviewer, other] = [await signInSomebody("reviewer"), await signInSomebody("reviewer")];
    const answers = await Promise.all(Array.from({ length: 9 }, () => open(reviewer, verificationId)));
    expect(answers.filter((answer) => answer === "opened")).toHaveLength(revealLimit.perMinute);
    expect(answers.filter((answer) => answer === "too_many")).toHaveLength(9 - revealLimit.perMinute);
    expect(
      await db.auditEntry.count({
        where: {
          targetId: verificationId,
          actorId: reviewer.userId,
          action: "evidence.refused",
          reason: "document_check",
        },
      }),
    ).toBe(9 - revealLimit.perMinute);
    expect(await open(other, verificationId)).toBe("opened");

    setClock(new Date(now().getTime() + 61_000));
    expect(await open(reviewer, verificationId)).toBe("opened");
  });

  test("ends for the day after a long day's work", async () => {
    const { verificationId } = await verifiedCase();
    const reviewer = await signInSomebody("reviewer");
    const start = now();
    for (let index = 0; index < revealLimit.perDay; index++) {
      setClock(new Date(start.getTime() + index * 60_000));
      await appendAudit(db, reviewer, [
        { action: "evidence.requested", targetId: verificationId, reason: "document_check" },
      ]);
    }
    setClock(new Date(start.getTime() + 23 * hour * 1000));
    expect(await open(reviewer, verificationId)).toBe("too_many");
    setClock(new Date(start.getTime() + 25 * hour * 1000));
    expect(await open(reviewer, verificationId)).not.toBe("too_many");
  });
});
