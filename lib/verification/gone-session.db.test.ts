import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { cancelVerification, redactVerification } from "@/lib/cases/mutations";
import { db } from "@/lib/db/client";
import { receiveEvent } from "@/lib/events/receive";
import { reconcileSessions } from "@/lib/reconciler/stale-sessions";
import { goneAsRedacted } from "@/lib/verification/gone-session";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { runJobs } from "@/testkit/in-process/jobs";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, eventsOf, submit } from "@/testkit/in-process/stripe";

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await db.verificationSession.updateMany({ data: { livemode: false } });
});

const rowOf = (id: string) => db.verification.findUniqueOrThrow({ where: { id }, include: { sessions: true } });
const agreed = { choice: "agreed", locale: "en" } as const;

async function begin(viewer: Viewer): Promise<{ id: string; sessionId: string }> {
  await recordConsent(viewer, agreed);
  await startVerification(viewer, { entry: "modal" });
  const row = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId, closedAt: null } });
  return { id: row.id, sessionId: row.currentSessionId ?? "" };
}

async function verified() {
  const viewer = await signInSomebody();
  const begun = await begin(viewer);
  await submit(begun.sessionId, "verified");
  for (const event of await eventsOf(begun.sessionId)) await receiveEvent(event);
  await syncVerificationSession(begun.sessionId);
  return { viewer, ...begun };
}

async function redact(id: string): Promise<void> {
  const { referenceNumber } = await rowOf(id);
  const confirmation = toReference(referenceNumber);
  expect(await redactVerification(await signInSomebody("senior"), id, { confirmation })).toEqual({ ok: true });
}

/** As when somebody deletes all test data in Stripe's Dashboard. */
const deleteTestData = () => control("/reset");

describe("a session that Stripe has no more", () => {
  test("ends the deletion that was asked for, with the key, and the person begins anew", async () => {
    const { viewer, id, sessionId } = await verified();
    await deleteTestData();
    await redact(id);
    expect(await rowOf(id)).toMatchObject({
      status: "closed",
      redactedAt: expect.any(Date),
      sessions: [{ status: "verified", redactionStatus: "redacted", outputLastName: null, metadata: null }],
    });
    expect(await db.dataKey.count({ where: { userId: viewer.userId, wrappedKey: { not: null } } })).toBe(0);
    expect(await db.stripeEvent.count({ where: { objectId: sessionId, payload: { not: null } } })).toBe(0);
    const entries = await db.auditEntry.findMany({ where: { targetId: id }, orderBy: { id: "asc" } });
    expect(entries.map(({ action }) => action)).toEqual([
      "verification.redaction_requested",
      "verification.redacted",
      "person.key_destroyed",
    ]);
    await db.verificationSession.updateMany({ data: { syncedAt: new Date(0) } });
    expect((await reconcileSessions()).redaction_unfinished).toBe(0);
    expect(await recordConsent(viewer, agreed)).toEqual({ ok: true });
    expect(await startVerification(viewer, { entry: "modal" })).toMatchObject({ ok: true });
  });

  test("ends a deletion of a later verification that covers it, in whatever state it was left", async () => {
    const viewer = await signInSomebody();
    const earlier = await begin(viewer);
    await submit(earlier.sessionId, "document_expired");
    await syncVerificationSession(earlier.sessionId);
    expect(await cancelVerification(await signInSomebody("senior"), earlier.id)).toEqual({ ok: true });
    const later = await begin(viewer);
    await submit(later.sessionId, "verified", { delaySeconds: 3_600 });
    await deleteTestData();
    await redact(later.id);
    await runJobs(["syncVerificationSession"]);
    expect(await rowOf(earlier.id)).toMatchObject({ redactedAt: expect.any(Date) });
    expect(await rowOf(later.id)).toMatchObject({ redactedAt: expect.any(Date), sessions: [{ status: "canceled" }] });
  });

  test("of somebody invited counts as redacted where that was asked for, and else stays as it is", async () => {
    const { userId } = await signInSomebody("applicant");
    const gone = { status: "verified", consentVersion: 1, consentLocale: "en", endedAt: new Date() } as const;
    const times = { consentedAt: new Date(), startedAt: new Date(), changedAt: new Date() };
    const asked = { sessionId: `vs_${randomUUID()}`, redactionRequestedAt: new Date() };
    const unasked = { sessionId: `vs_${randomUUID()}` };
    const { id: accountId } = await db.connectedAccount.create({
      data: {
        ...{ userId, stripeId: `acct_${randomUUID()}`, country: "FR" },
        personSessions: {
          create: [asked, unasked].map((each) => ({ ...gone, ...times, ...each, personId: `person_${randomUUID()}` })),
        },
      },
    });
    for (const { sessionId } of [asked, unasked]) await syncVerificationSession(sessionId);
    const left = (sessionId: string) => db.personSession.findUniqueOrThrow({ where: { sessionId } });
    expect(await left(asked.sessionId)).toMatchObject({ status: "verified", redactionStatus: "redacted" });
    expect(await left(unasked.sessionId)).toMatchObject({ redactionStatus: null, syncedAt: null });
    const entries = await db.auditEntry.findMany({ where: { targetId: accountId } });
    expect(entries.map(({ action }) => action)).toEqual(["account.person_redacted"]);
  });

  test("changes nothing where no deletion was asked for: another account's key finds none of them", async () => {
    const { id, sessionId } = await verified();
    const before = await rowOf(id);
    await deleteTestData();
    expect(await syncVerificationSession(sessionId)).toMatchObject({ outcome: "ignored" });
    expect(await rowOf(id)).toEqual(before);
  });

  test("and is live does not count as redacted: Stripe deletes none, so it is another account's or mode's", async () => {
    const { id, sessionId } = await verified();
    await db.verificationSession.update({ where: { id: sessionId }, data: { livemode: true } });
    await deleteTestData();
    await redact(id);
    expect(await rowOf(id)).toMatchObject({ redactedAt: null, sessions: [{ redactionStatus: null }] });
    const told = lines.filter((line) => line.includes(sessionId) && JSON.parse(line).level >= 50);
    expect(told).toHaveLength(1);

    await db.verificationSession.update({ where: { id: sessionId }, data: { livemode: false } });
    for (const kind of ["SECRET", "PUBLISHABLE", "RESTRICTED"]) {
      vi.stubEnv(`STRIPE_${kind}_KEY`, `${kind[0]?.toLowerCase()}k_live_0123456789abcdef`);
    }
    vi.stubEnv("STRIPE_API_BASE", "");
    vi.stubEnv("APP_URL", "https://id.example.com");
    // The environment is read once.
    vi.resetModules();
    const withLiveKey = await import("@/lib/verification/gone-session");
    expect(await withLiveKey.goneAsRedacted(db, sessionId)).toBeNull();
    expect(await goneAsRedacted(db, sessionId)).toMatchObject({ redactionStatus: "redacted" });
  });
});
