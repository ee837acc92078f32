import { describe, expect, test } from "vitest";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getCase } from "@/lib/cases/data";
import { getQueuePage } from "@/lib/cases/queue";
import { db } from "@/lib/db/client";
import { changesPerDay } from "@/lib/policy/limits";
import { getMyVerification } from "@/lib/verification/data";
import { declareDetails } from "@/lib/verification/declared";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { submit } from "@/testkit/in-process/stripe";

const asRead = { country: "DE", firstName: "Ada", lastName: "Lovelett", phone: null };
const asFirstTold = { country: "FR", firstName: "Edda", lastName: "Andersmann", phone: null };

async function started(declared: typeof asRead | null = asFirstTold) {
  const viewer = await signInSomebody();
  if (declared) await declareDetails(viewer, declared);
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  const answer = await startVerification(viewer, { entry: "modal" });
  if (!answer.ok) throw new Error(`could not start: ${answer.code}`);
  const { id, currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  return { viewer, verificationId: id, sessionId: currentSessionId ?? "" };
}

const outputs = {
  first_name: asRead.firstName,
  last_name: asRead.lastName,
  document: { type: "id_card", issuing_country: "DE" },
};

async function caseOf(verificationId: string) {
  const detail = await getCase(await signInSomebody("reviewer"), verificationId);
  if (!detail) throw new Error("a reviewer may read the case");
  const compared = detail.fields.filter(({ field }) => ["first_name", "last_name", "document_country"].includes(field));
  return { ...detail, comparisons: compared.map(({ declared, comparison }) => [declared, comparison]) };
}

/** The name in the queue, and in the case. */
const namesOf = async (verificationId: string) => {
  const page = await getQueuePage(await signInSomebody("reviewer"), { q: verificationId });
  return [page?.rows.map((row) => row.name), (await caseOf(verificationId)).name];
};

const changesOf = async (viewer: Viewer) =>
  (await db.auditEntry.findMany({ where: { actorId: viewer.userId }, orderBy: { id: "asc" } })).map(
    ({ action, targetType, targetId, subject }) => ({ action, targetType, targetId, subject }),
  );

describe("what was declared at a submission", () => {
  const asSubmitted = [
    ["Edda", "differs"],
    ["Andersmann", "differs"],
    ["FR", "differs"],
  ];

  test("stays beside the result when the person changes it afterwards, which is written down", async () => {
    const { viewer, verificationId, sessionId } = await started();
    await submit(sessionId, "verified", { outputs });
    await syncVerificationSession(sessionId);
    expect(await caseOf(verificationId)).toMatchObject({ comparisons: asSubmitted, declaredChangedAt: null });

    expect(await declareDetails(viewer, asRead)).toEqual({ ok: true });
    expect(await caseOf(verificationId)).toMatchObject({
      comparisons: asSubmitted,
      declaredChangedAt: expect.any(String),
    });
    await syncVerificationSession(sessionId);
    expect(await caseOf(verificationId)).toMatchObject({ comparisons: asSubmitted });
    expect(await changesOf(viewer)).toEqual([
      { action: "details.changed", targetType: "person", targetId: viewer.userId, subject: "version:2" },
    ]);
    expect((await getMyVerification(viewer)).declared.firstName).toBe("Ada");
  });

  test("counts for that submission alone: the next one has what was declared by then", async () => {
    const { viewer, verificationId, sessionId } = await started();
    await submit(sessionId, "document_unverified_other", { outputs });
    await syncVerificationSession(sessionId);
    await declareDetails(viewer, asRead);
    await submit(sessionId, "verified", { outputs });
    await syncVerificationSession(sessionId);
    expect(await caseOf(verificationId)).toMatchObject({
      comparisons: [
        ["Ada", "same"],
        ["Lovelett", "same"],
        ["DE", "same"],
      ],
      declaredChangedAt: null,
    });
    const reports = await db.verificationReport.findMany({
      where: { verificationSessionId: sessionId },
      orderBy: { createdAt: "asc" },
      include: { declaredDetails: true },
    });
    expect(reports.map((report) => report.declaredDetails?.version)).toEqual([1, 2]);
  });

  test("was nothing when the person told it only afterwards", async () => {
    const { viewer, verificationId, sessionId } = await started(null);
    await submit(sessionId, "verified", { outputs });
    await syncVerificationSession(sessionId);
    await declareDetails(viewer, asRead);
    expect(await caseOf(verificationId)).toMatchObject({
      comparisons: [
        [null, "not_compared"],
        [null, "not_compared"],
        [null, "not_compared"],
      ],
      declaredChangedAt: expect.any(String),
    });
  });

  test("is the name in queue and case alike while the document has none", async () => {
    const { viewer, verificationId, sessionId } = await started();
    await submit(sessionId, "document_unverified_other");
    await syncVerificationSession(sessionId);
    await declareDetails(viewer, asRead);
    const name = { kind: "known", text: "Edda Andersmann", source: "declared" };
    expect(await namesOf(verificationId)).toEqual([[name], name]);
  });

  test("is no name in queue or case where it was nothing, whatever was told afterwards", async () => {
    const { viewer, verificationId, sessionId } = await started(null);
    await submit(sessionId, "document_expired");
    await syncVerificationSession(sessionId);
    await declareDetails(viewer, asRead);
    expect(await namesOf(verificationId)).toEqual([[{ kind: "none" }], { kind: "none" }]);
  });
});

describe("declaring", () => {
  test("the same again writes nothing", async () => {
    const viewer = await signInSomebody();
    for (const _ of [1, 2, 3]) expect(await declareDetails(viewer, asRead)).toEqual({ ok: true });
    expect(await db.declaredDetails.count({ where: { userId: viewer.userId } })).toBe(1);
    expect(await changesOf(viewer)).toEqual([]);
  });

  test("has a limit per person and day, however many change at once", async () => {
    const viewer = await signInSomebody();
    const change = (index: number) => declareDetails(viewer, { ...asRead, firstName: `Ada ${index}` });
    const left = 3;
    for (let index = left; index < changesPerDay; index++) expect(await change(index)).toEqual({ ok: true });
    const answers = await Promise.all(Array.from({ length: left + 3 }, (_, index) => change(100 + index)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(left);
    expect(answers.find(({ ok }) => !ok)).toEqual({ ok: false, code: "too_many_changes" });
    const versions = await db.declaredDetails.findMany({
      where: { userId: viewer.userId },
      orderBy: { version: "asc" },
    });
    expect(versions.map(({ version }) => version)).toEqual(
      Array.from({ length: changesPerDay }, (_, index) => index + 1),
    );

    await db.declaredDetails.updateMany({
      where: { userId: viewer.userId },
      data: { createdAt: new Date(Date.now() - 25 * 60 * 60 * 1000) },
    });
    expect(await declareDetails(viewer, asFirstTold)).toEqual({ ok: true });
  });
});

describe("a consent", () => {
  test("that says the same again writes nothing; another choice or another language does", async () => {
    const viewer = await signInSomebody();
    for (const locale of ["en", "en", "en", "de"]) await recordConsent(viewer, { choice: "agreed", locale });
    await recordConsent(viewer, { choice: "without_face_check", locale: "de" });
    await recordConsent(viewer, { choice: "agreed", locale: "de" });
    await recordConsent(viewer, { choice: "agreed", locale: "de" });
    expect(await db.consent.count({ where: { userId: viewer.userId } })).toBe(4);
    expect((await getMyVerification(viewer)).consent).toBe("agreed");
  });

  test("can be given so often a day, and always be taken back; a case shows the newest and how many more there are", async () => {
    const viewer = await signInSomebody();
    for (let index = 0; index < changesPerDay; index++) {
      const choice = index % 2 ? "agreed" : "without_face_check";
      expect(await recordConsent(viewer, { choice, locale: "en" })).toEqual({ ok: true });
    }
    expect(await recordConsent(viewer, { choice: "without_face_check", locale: "en" })).toEqual({ ok: true });
    for (const choice of ["agreed", "without_face_check"] as const) {
      expect(await recordConsent(viewer, { choice, locale: "de" })).toEqual({ ok: false, code: "too_many_changes" });
    }

    const { id } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
    const detail = await caseOf(id);
    expect([detail.consents.length, detail.consentsMore]).toEqual([10, changesPerDay + 1 - 10]);
    expect(detail.consents[0]?.choice).toBe("without_face_check");
  });
});
