import "server-only";
import { appendAudit } from "@/lib/audit/log";
import type { Tx } from "@/lib/db/client";
import { erasePayloads } from "@/lib/events/outcomes";
import { sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { destroyDataKey, lockPerson } from "@/lib/pii/person";
import { now } from "@/lib/time";
import { beingDeleted, continueDeletion } from "@/lib/verification/deletion";
import { redactSellersPersons } from "@/lib/verification/person-session";
import type { Prisma, Verification } from "@/prisma/generated/client";

/**
 * Takes up a redaction for all that it covers: marks the verification, where nobody has asked for it here, and those before it, whose
 * sessions are read, which asks Stripe to redact them. `askedIn`: the session for which it was asked in Stripe's Dashboard. To be
 * called before anything else of the person is locked but this verification.
 */
export async function takeUpRedaction(
  tx: Tx,
  { id: verificationId, userId, referenceNumber }: Verification,
  askedIn: string | null,
): Promise<void> {
  // One that has no session holds nothing at Stripe, and would wait for ever.
  const marked = await tx.verification.updateManyAndReturn({
    where: { userId, referenceNumber: { lte: referenceNumber }, redactionRequestedAt: null, sessions: { some: {} } },
    data: { redactionRequestedAt: now() },
    select: { id: true },
  });
  if (marked.length === 0) return;
  // Before the audit log, which one transaction at a time writes: who ends a redaction locks both in this order.
  await lockPerson(tx, userId);
  await appendAudit(
    tx,
    null,
    marked.map(({ id }) => ({
      action: "verification.redaction_requested" as const,
      targetId: id,
      subject: id === verificationId ? askedIn : null,
    })),
  );
  const before = await tx.verificationSession.findMany({
    where: { verificationId: { in: marked.map(({ id }) => id).filter((id) => id !== verificationId) } },
    select: { id: true },
  });
  await enqueueSyncs(
    tx,
    before.map(({ id }) => sessionTarget(id)),
  );
}

/**
 * Ends a redaction once Stripe says `redacted` of every session: destroys the person's data key and erases all that
 * lib/pii/retention.ts says is erased. It covers the verification and those before it, which `takeUpRedaction` has marked and which
 * end first: where the person has begun another one since, what belongs to that one stays, with the key, and what is erased is gone
 * from the rows. Where none was begun, the sessions of those whom the person invited as a seller belong to it: they are asked for
 * at once, and waited for. Does nothing before, and nothing twice but that the payloads of events that came since are erased as
 * well.
 */
export async function finishRedaction(tx: Tx, verification: Verification): Promise<void> {
  const { userId, id: verificationId } = verification;
  if (verification.redactedAt) return erasePayloadsOf(tx, { id: verificationId });
  // Whoever is writing something down has either done so, and it goes too, or finds no key.
  await lockPerson(tx, userId);
  // By the number of the reference, which tells the order in which they were begun here: their times are Stripe's, in whole seconds.
  const covered = { userId, referenceNumber: { lte: verification.referenceNumber } };
  const begunSince = await tx.verification.count({
    where: { userId, referenceNumber: { gt: verification.referenceNumber }, redactedAt: null },
  });
  const personsAreRedacted = begunSince > 0 || (await redactSellersPersons(tx, userId));
  const open = await tx.verificationSession.count({
    where: { verificationId, OR: [{ redactionStatus: null }, { redactionStatus: { not: "redacted" } }] },
  });
  const unfinishedBefore = await tx.verification.count({
    where: { userId, referenceNumber: { lt: verification.referenceNumber }, ...beingDeleted },
  });
  if (open > 0 || unfinishedBefore > 0 || !personsAreRedacted) return;

  const destroyed = begunSince === 0 && (await destroyDataKey(tx, userId));
  const sellers = begunSince === 0 ? await eraseSeller(tx, userId) : [];
  await tx.verificationSession.updateMany({
    where: { verification: covered },
    data: { outputFirstName: null, outputLastName: null, outputAddress: null, metadata: null, clientReferenceId: null },
  });
  await tx.verificationReport.updateMany({
    where: { verificationSession: { verification: covered } },
    data: { declaredDetailsId: null },
  });
  await eraseDeclared(tx, userId, begunSince > 0);
  await erasePayloadsOf(tx, covered);
  await erasePayloads(tx, sellers);
  await tx.verification.update({ where: { id: verificationId }, data: { redactedAt: now() } });
  await appendAudit(tx, null, [
    { action: "verification.redacted", targetId: verificationId },
    ...(destroyed ? [{ action: "person.key_destroyed" as const, targetId: verificationId }] : []),
  ]);
  // One of a later verification has waited for this one.
  await continueDeletion(tx, userId);
}

/** The payloads of every event about a session of these verifications. */
async function erasePayloadsOf(tx: Tx, verification: Prisma.VerificationWhereInput): Promise<void> {
  const sessions = await tx.verificationSession.findMany({ where: { verification }, select: { id: true } });
  await erasePayloads(
    tx,
    sessions.map(({ id }) => id),
  );
}

/**
 * What is sealed of the person's connected account and of its persons, under the key that goes; from then on no sync seals
 * anything of it. The account at Stripe goes on. Returns its id at Stripe, if there is one.
 */
async function eraseSeller(tx: Tx, userId: string): Promise<string[]> {
  await tx.accountPerson.updateMany({
    where: { account: { userId } },
    data: { firstName: null, lastName: null, title: null, email: null },
  });
  await tx.accountFile.deleteMany({ where: { account: { userId } } });
  await tx.taskDraft.deleteMany({ where: { account: { userId } } });
  await tx.personInvitation.updateMany({
    where: { account: { userId } },
    data: { email: null, seed: null, sessionHash: null },
  });
  await tx.personInvitation.updateMany({
    where: { account: { userId }, revokedAt: null },
    data: { revokedAt: now() },
  });
  await tx.accountAsk.updateMany({ where: { account: { userId } }, data: { line: null } });
  const accounts = await tx.connectedAccount.updateManyAndReturn({
    where: { userId },
    data: { name: null, externalAccounts: null, termsAddress: null, termsAgent: null, erasedAt: now() },
    select: { stripeId: true },
  });
  return accounts.flatMap(({ stripeId }) => stripeId ?? []);
}

/**
 * Every version that the person declared; but where another verification was begun since, what was declared at its
 * submissions is that one's, and so is the newest. To be asked once no report of a covered one refers to a version.
 */
async function eraseDeclared(tx: Tx, userId: string, begunSince: boolean): Promise<void> {
  const newest = begunSince
    ? await tx.declaredDetails.findFirst({ where: { userId }, orderBy: { version: "desc" }, select: { id: true } })
    : null;
  await tx.declaredDetails.deleteMany({
    where: { userId, ...(newest && { id: { not: newest.id }, reports: { none: {} } }) },
  });
}
