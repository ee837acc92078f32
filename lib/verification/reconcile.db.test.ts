import { expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { signInSomebody } from "@/lib/testing/people";
import { submit } from "@/lib/testing/stripe";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { purgePayloads, reconcile } from "@/lib/verification/reconcile";
import { syncVerificationSession } from "@/lib/verification/sync";

async function somebodyStarted() {
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { door: "modal" });
  const row = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  return { verificationId: row.id, sessionId: row.currentSessionId ?? "" };
}

const long = new Date(Date.now() - 3_600_000);
const readLongAgo = (sessionId: string) =>
  db.verificationSession.update({ where: { id: sessionId }, data: { syncedAt: long } });
const jobs = async () =>
  (await db.$queryRaw<{ key: string }[]>`select key from graphile_worker.jobs order by key`).map(({ key }) => key);

test("the sweep asks for what may have moved unheard, and for nothing else", async () => {
  const unheard = await somebodyStarted();
  const justRead = await somebodyStarted();
  const settled = await somebodyStarted();
  await submit(settled.sessionId, "verified");
  await syncVerificationSession(settled.sessionId);
  await Promise.all([readLongAgo(unheard.sessionId), readLongAgo(settled.sessionId)]);
  await submit(unheard.sessionId, "verified");

  expect(await reconcile()).toBe(1);
  expect(await jobs()).toEqual([`syncVerificationSession:${unheard.sessionId}`]);
  expect(await db.verificationSession.findUniqueOrThrow({ where: { id: justRead.sessionId } })).toMatchObject({
    status: "requires_input",
  });
  await syncVerificationSession(unheard.sessionId);
  expect(await reconcile()).toBe(0);
});

test("webhook payloads go after thirty days, the events stay", async () => {
  const event = { type: "t", livemode: false, outcome: "ignored" as const, payload: new Uint8Array([1]) };
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  await db.stripeEvent.createMany({
    data: [
      { ...event, id: "evt_old", createdAt: daysAgo(31), receivedAt: daysAgo(31) },
      { ...event, id: "evt_new", createdAt: daysAgo(29), receivedAt: daysAgo(29) },
    ],
  });
  await purgePayloads();
  const left = await db.stripeEvent.findMany({ where: { id: { in: ["evt_old", "evt_new"] } }, orderBy: { id: "asc" } });
  expect(left.map(({ id, payload }) => [id, payload !== null])).toEqual([
    ["evt_new", true],
    ["evt_old", false],
  ]);
});
