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
  const covered = { userId, createdAt: { lte: verification.createdAt } };
  const begunSince = await tx.verification.findFirst({
    where: { userId, createdAt: { gt: verification.createdAt }, redactedAt: null },
    orderBy: { createdAt: "asc" },
  });
  const destroyed = begunSince === null && (await destroyDataKey(tx, userId));
  await tx.verificationSession.updateMany({
    where: { verification: covered },
    data: { outputFirstName: null, outputLastName: null, outputAddress: null, metadata: null, clientReferenceId: null },
  });
  await tx.verificationReport.updateMany({
    where: { verificationSession: { verification: covered } },
    data: { declaredDetailsId: null },
  });
  await eraseDeclared(tx, userId, begunSince);
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

/** Every version that the person declared; but what was in force when another verification began, and since, is that one's. */
async function eraseDeclared(tx: Tx, userId: string, begunSince: Verification | null): Promise<void> {
  if (!begunSince) {
    await tx.declaredDetails.deleteMany({ where: { userId } });
    return;
  }
  const inForce = await tx.declaredDetails.findFirst({
    where: { userId, createdAt: { lte: begunSince.createdAt } },
    orderBy: { version: "desc" },
  });
  if (inForce) await tx.declaredDetails.deleteMany({ where: { userId, version: { lt: inForce.version } } });
}
