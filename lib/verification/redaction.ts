import "server-only";
import { appendAudit } from "@/lib/audit/log";
import type { Tx } from "@/lib/db/client";
import { destroyDataKey, lockPerson } from "@/lib/pii/person";
import { now } from "@/lib/time";
import type { Verification } from "@/prisma/generated/client";

/**
 * Ends a redaction once Stripe says `redacted` of every session: destroys the person's data key and erases all that
 * lib/pii/kept.ts says is erased. It covers the verification and those before it: where the person has begun another one
 * since, what belongs to that one stays, with the key and what they declared. Does nothing before, and nothing twice.
 */
export async function finishRedaction(tx: Tx, verification: Verification): Promise<void> {
  if (verification.redactedAt) return;
  const sessions = await tx.verificationSession.findMany({
    where: { verificationId: verification.id },
    select: { id: true, redactionStatus: true },
  });
  if (sessions.some((session) => session.redactionStatus !== "redacted")) return;

  const { userId, id: verificationId } = verification;
  // Whoever is writing something down has either done so, and it goes too, or finds no key.
  await lockPerson(tx, userId);
  const begunSince = await tx.verification.count({
    where: { userId, createdAt: { gt: verification.createdAt }, redactedAt: null },
  });
  const destroyed = begunSince === 0 && (await destroyDataKey(tx, userId));
  await tx.verificationSession.updateMany({
    where: { verification: { userId, createdAt: { lte: verification.createdAt } } },
    data: { outputFirstName: null, outputLastName: null, outputAddress: null, metadata: null, clientReferenceId: null },
  });
  if (begunSince === 0) await tx.declaredDetails.deleteMany({ where: { userId } });
  await tx.stripeEvent.updateMany({
    where: { objectId: { in: sessions.map((session) => session.id) } },
    data: { payload: null },
  });
  await tx.verification.update({
    where: { id: verificationId },
    data: { redactedAt: now(), redactionRequestedAt: verification.redactionRequestedAt ?? now() },
  });
  await appendAudit(tx, null, [
    { action: "verification.redacted", verificationId },
    ...(destroyed ? [{ action: "person.key_destroyed" as const, verificationId }] : []),
  ]);
}
