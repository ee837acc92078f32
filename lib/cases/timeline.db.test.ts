import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { appendAudit } from "@/lib/audit/log";
import { getCase } from "@/lib/cases/data";
import { db } from "@/lib/db/client";
import { setClock } from "@/lib/time";
import { signInSomebody } from "@/testkit/in-process/people";

/** A verification with one session that one event concerns. */
async function verificationOf(userId: string, createdAt: Date) {
  const [sessionId, eventId] = [`vs_${randomUUID()}`, `evt_${randomUUID()}`];
  const { id } = await db.verification.create({
    data: { userId, createdAt, maxAttempts: 3, closedAt: createdAt },
  });
  await db.verificationSession.create({
    data: {
      ...{ id: sessionId, verificationId: id, type: "document", status: "canceled", livemode: false, syncTicket: 1n },
      ...{ createdAt, syncedAt: createdAt, changedAt: createdAt },
    },
  });
  const type = "identity.verification_session.canceled";
  await db.stripeEvent.create({
    data: { id: eventId, type, objectId: sessionId, livemode: false, outcome: "processed", createdAt },
  });
  return { id, sessionId, eventId };
}

test("a case tells what was done with it, its sessions, their events and its person while it was the newest, and nothing else", async () => {
  const { userId } = await signInSomebody();
  const developer = await signInSomebody("developer");
  const reviewer = await signInSomebody("reviewer");
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute));
  const earlier = await verificationOf(userId, at(1));
  const later = await verificationOf(userId, at(3));
  const another = await verificationOf((await signInSomebody()).userId, at(1));
  for (const minute of [0, 2, 4]) {
    setClock(at(minute));
    await appendAudit(db, null, [{ action: "details.changed", targetId: userId, subject: `version:${minute}` }]);
  }
  for (const { id, sessionId, eventId } of [earlier, later, another]) {
    await appendAudit(db, null, [{ action: "verification.adopted", targetId: id, subject: sessionId }]);
    await appendAudit(db, reviewer, [{ action: "evidence.requested", targetId: id, reason: "document_check" }]);
    await appendAudit(db, developer, [
      { action: "session.synced", targetId: sessionId },
      { action: "event.replayed", targetId: eventId },
    ]);
  }
  setClock(new Date());

  for (const [{ id, sessionId, eventId }, version] of [
    [earlier, 2],
    [later, 4],
  ] as const) {
    const lines = (await getCase(reviewer, id))?.timeline ?? [];
    const ours = lines.flatMap((line) => ("action" in line ? [[line.action, line.subject]] : []));
    expect(ours.sort()).toEqual([
      ["details.changed", `version:${version}`],
      ["event.replayed", eventId],
      ["session.synced", sessionId],
      ["verification.adopted", sessionId],
    ]);
  }
});

test("what staff asked of Stripe stands before the event that tells it was done, also within its second", async () => {
  const createdAt = new Date(Date.UTC(2026, 10, 21, 9, 5));
  const { id, sessionId } = await verificationOf((await signInSomebody()).userId, createdAt);
  const reviewer = await signInSomebody("reviewer");
  // Stripe's times have no fractions of a second.
  setClock(new Date(createdAt.getTime() + 300));
  await appendAudit(db, reviewer, [{ action: "verification.cancel_requested", targetId: id, subject: sessionId }]);
  setClock(new Date(createdAt.getTime() + 900));
  await appendAudit(db, reviewer, [{ action: "verification.refreshed", targetId: id, subject: sessionId }]);
  setClock(new Date());
  const lines = (await getCase(reviewer, id))?.timeline ?? [];
  expect(lines.map((line) => ("action" in line ? line.action : line.source))).toEqual([
    "verification.refreshed",
    "stripe",
    "verification.cancel_requested",
    "applicant",
  ]);
});
