import "server-only";
import type { Tx } from "@/lib/db/client";
import type { Prisma, Verification } from "@/prisma/generated/client";

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
