import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { getMyVerification } from "@/lib/verification/data";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";

const agreed = { choice: "agreed", locale: "en" } as const;
const modal = { entry: "modal" } as const;

afterEach(() => control("/faults", undefined, "DELETE"));

async function somebodyReady() {
  const viewer = await signInSomebody();
  await recordConsent(viewer, agreed);
  return viewer;
}
const sessionsOf = (userId: string) =>
  stripe().identity.verificationSessions.list({ client_reference_id: userId }).autoPagingToArray({ limit: 100 });
const currentSessionId = async (userId: string) =>
  (await db.verification.findFirstOrThrow({ where: { userId } })).currentSessionId ?? "";

describe("starting a verification", () => {
  test("makes a VerificationSession that carries who it is for, and the policy", async () => {
    const viewer = await somebodyReady();
    expect(await startVerification(viewer, modal)).toMatchObject({ ok: true, entry: "modal" });

    const [session] = await sessionsOf(viewer.userId);
    const verification = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
    expect(session).toMatchObject({
      id: verification.currentSessionId,
      type: "document",
      client_reference_id: viewer.userId,
      metadata: { user_id: viewer.userId, verification_id: verification.id },
      options: { document: { require_live_capture: true, require_matching_selfie: true } },
    });
  });

  test("twenty parallel presses are one verification and one session", async () => {
    const viewer = await somebodyReady();
    const results = await Promise.all(Array.from({ length: 20 }, () => startVerification(viewer, modal)));

    expect(results.filter((result) => !result.ok)).toEqual([]);
    expect(await sessionsOf(viewer.userId)).toHaveLength(1);
    expect(await db.verification.count({ where: { userId: viewer.userId } })).toBe(1);
  });

  test("consents that are given while results arrive are kept, and neither stops the other", async () => {
    const viewer = await somebodyReady();
    await startVerification(viewer, modal);
    const id = await currentSessionId(viewer.userId);
    // As many at once as there are connections, and as often as one may consent in a day.
    for (let round = 0; round < 4; round++) {
      const locales = Array.from({ length: 4 }, (_, index) => `x-${round}-${index}`);
      await Promise.all(
        locales.flatMap((locale) => [
          recordConsent(viewer, { choice: "agreed", locale }),
          syncVerificationSession(id),
          syncVerificationSession(id),
        ]),
      );
    }
    expect(await db.consent.count({ where: { userId: viewer.userId } })).toBe(1 + 16);
  });

  test("an open session is used again, with a client secret and hosted URL that were not given before", async () => {
    const viewer = await somebodyReady();
    await startVerification(viewer, modal);
    expect(await startVerification(viewer, { entry: "hosted" })).toMatchObject({ ok: true, url: expect.any(String) });
    expect(await sessionsOf(viewer.userId)).toHaveLength(1);
  });

  test("needs consent to the text of today, and takes back what was refused after it", async () => {
    const viewer = await signInSomebody();
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "consent_missing" });
    await recordConsent(viewer, agreed);
    await recordConsent(viewer, { choice: "without_face_check", locale: "en" });
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "consent_missing" });
    expect(await sessionsOf(viewer.userId)).toEqual([]);
  });

  test("ends after three submitted attempts, and names manual review", async () => {
    const viewer = await somebodyReady();
    for (const outcome of ["document_expired", "document_unverified_other", "selfie_unverified_other"]) {
      expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
      const id = await currentSessionId(viewer.userId);
      await submit(id, outcome);
      await syncVerificationSession(id);
    }
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "attempts_used_up" });
    expect(await getMyVerification(viewer)).toMatchObject({ nextStep: "manual_review", attempts: { used: 3, max: 3 } });
  });

  test("an attempt that was never submitted costs nothing", async () => {
    const viewer = await somebodyReady();
    await startVerification(viewer, modal);
    const id = await currentSessionId(viewer.userId);
    await submit(id, "device_not_supported");
    await syncVerificationSession(id);
    expect(await getMyVerification(viewer)).toMatchObject({
      status: "action_needed",
      failureCode: "device_not_supported",
      attempts: { used: 0, max: 3 },
    });
    expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
  });

  test("tells the person's page which came last, the press or what was submitted", async () => {
    const viewer = await somebodyReady();
    await startVerification(viewer, modal);
    const id = await currentSessionId(viewer.userId);
    const times = async () => {
      const { startedAt, submittedAt } = await getMyVerification(viewer);
      return { startedAt: Date.parse(startedAt ?? ""), submittedAt: Date.parse(submittedAt ?? "") };
    };
    expect(await times()).toEqual({ startedAt: expect.any(Number), submittedAt: Number.NaN });

    // Stripe's times are whole seconds.
    await db.verification.updateMany({
      where: { currentSessionId: id },
      data: { startedAt: new Date(Date.now() - 2_000) },
    });
    await submit(id, "document_expired");
    await syncVerificationSession(id);
    const failed = await times();
    expect(failed.submittedAt).toBeGreaterThan(failed.startedAt);
    await startVerification(viewer, modal);
    const again = await times();
    expect(again.submittedAt).toBe(failed.submittedAt);
    expect(again.startedAt).toBeGreaterThan(again.submittedAt);
  });

  test("tells the person's page when the check was opened that verified them", async () => {
    const viewer = await somebodyReady();
    await startVerification(viewer, modal);
    const id = await currentSessionId(viewer.userId);
    const startedAt = new Date(Date.now() - 48_000);
    await db.verification.updateMany({ where: { currentSessionId: id }, data: { startedAt } });
    await submit(id, "verified");
    await syncVerificationSession(id);
    const mine = await getMyVerification(viewer);
    expect(mine).toMatchObject({ status: "verified", startedAt: startedAt.toISOString() });
    expect(Date.parse(mine.verifiedAt ?? "") - startedAt.getTime()).toBeGreaterThan(40_000);
    // Of an attempt that has ended Stripe has one time alone.
    expect(mine.submittedAt).toBe(mine.verifiedAt);
  });

  test("a verified person is not asked again", async () => {
    const viewer = await somebodyReady();
    await startVerification(viewer, modal);
    const id = await currentSessionId(viewer.userId);
    await submit(id, "verified");
    await syncVerificationSession(id);
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "already_verified" });
  });
});

describe("when Stripe fails", () => {
  const create = { path: "/v1/identity/verification_sessions", method: "POST" };

  test.each([
    ["is down", { kind: "status", status: 500, count: 2 }, "stripe_unavailable"],
    ["says that trying again is useless", { kind: "status", status: 503, shouldRetry: false }, "stripe_unavailable"],
    ["is busy", { kind: "status", status: 429 }, "stripe_busy"],
    ["refuses", { kind: "status", status: 400 }, "stripe_refused"],
    ["answers half", { kind: "garbage" }, "stripe_unavailable"],
    ["refuses, and keeps that for a day", { kind: "crash_before", status: 400 }, "stripe_refused"],
  ])("and %s, the person is told and the next press goes on from the same row", async (_how, fault, code) => {
    const viewer = await somebodyReady();
    await control("/faults", { target: "api", count: 1, seed: 1, ...create, ...fault });
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code });

    expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
    expect(await sessionsOf(viewer.userId)).toHaveLength(1);
    expect(await db.verification.count({ where: { userId: viewer.userId } })).toBe(1);
  });

  test.each([
    ["an error of its own", { kind: "status", status: 500 }],
    ["a cut connection", { kind: "cut_before" }],
    ["a crash that it keeps for a day", { kind: "crash_before" }],
    ["a crash after it made the session", { kind: "crash_after" }],
  ])("once, with %s, the press still opens the one session there is", async (_what, fault) => {
    const viewer = await somebodyReady();
    await control("/faults", { target: "api", count: 1, seed: 1, ...create, ...fault });
    expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
    const [made, ...others] = await sessionsOf(viewer.userId);
    expect(await currentSessionId(viewer.userId)).toBe(made?.id);
    expect(others).toEqual([]);
  });

  test("and does not answer within ten seconds, the person is told so", { timeout: 20_000 }, async () => {
    const viewer = await somebodyReady();
    await control("/faults", { target: "api", kind: "hang", count: 2, seed: 1, ...create });
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "stripe_unavailable" });
    expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
    expect(await sessionsOf(viewer.userId)).toHaveLength(1);
  });

  test("after the session was made and the answer is lost, the next press finds that very session", async () => {
    const viewer = await somebodyReady();
    // Twice, because a press asks once more.
    await control("/faults", { target: "api", kind: "cut_after", count: 2, seed: 1, ...create });
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "stripe_unavailable" });
    const made = await sessionsOf(viewer.userId);
    expect(made).toHaveLength(1);

    expect(await startVerification(viewer, modal)).toMatchObject({ ok: true });
    expect(await currentSessionId(viewer.userId)).toBe(made[0]?.id);
    expect(await sessionsOf(viewer.userId)).toHaveLength(1);
  });
});
