import "server-only";
import type { Tx } from "@/lib/db/client";
import { sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { Prisma, type Verification } from "@/prisma/generated/client";

/** Whether a deletion of this verification runs: asked for, by our staff or in Stripe's Dashboard, and not done at Stripe. */
export const isBeingDeleted = (row: Pick<Verification, "redactionRequestedAt" | "redactedAt">): boolean =>
  row.redactionRequestedAt !== null && row.redactedAt === null;

/** The same as a condition. */
export const beingDeleted = {
  redactionRequestedAt: { not: null },
  redactedAt: null,
} satisfies Prisma.VerificationWhereInput;

/**
 * Whether anything of this person is being deleted. Until it is done, nothing new may be written down under the key that
 * will be destroyed. Ask under `lockPerson`.
 */
export const isDeletionRunning = async (tx: Tx, userId: string): Promise<boolean> =>
  (await tx.verification.count({ where: { userId, ...beingDeleted } })) > 0;

/** SQL: whether a deletion was ever asked for that covers the verification `v`: of itself, or of one begun later (decision 34). */
export const isCovered: Prisma.Sql = Prisma.sql`exists (select from verification as asked
  where asked.user_id = v.user_id and asked.case_number >= v.case_number and asked.redaction_requested_at is not null)`;

/** For what a deletion of this person has waited for: sessions that it is about are read again, which ends it once nothing is left. */
export async function continueDeletion(tx: Tx, userId: string): Promise<void> {
  const waiting = await tx.verificationSession.findMany({
    where: { verification: { userId, ...beingDeleted } },
    select: { id: true },
  });
  await enqueueSyncs(
    tx,
    waiting.map(({ id }) => sessionTarget(id)),
  );
}
