import "server-only";
import type { Tx } from "@/lib/db/client";
import { lockPerson, type PersonCipher, writerOf } from "@/lib/pii/person";
import { isDeletionRunning } from "@/lib/verification/deletion";

/**
 * Whether nothing of this seller may be written down any more: it was erased, or is about to be. The account at Stripe goes on, so what
 * needs no row of ours still may be sent there. It may change until the person is locked: this is for an early answer.
 */
export async function isClosedToData(tx: Tx, userId: string): Promise<boolean> {
  const account = await tx.connectedAccount.findUnique({ where: { userId }, select: { erasedAt: true } });
  return (account?.erasedAt ?? null) !== null || (await isDeletionRunning(tx, userId));
}

/**
 * What seals a seller's fields, with their person locked until the transaction ends; null once they were erased, or are about to be, so
 * that neither late news nor a press that crosses the end of a redaction brings anything back under a new key. The only way to seal
 * something of an account that stands.
 */
export async function sellersCipher(tx: Tx, userId: string): Promise<PersonCipher | null> {
  await lockPerson(tx, userId);
  return (await isClosedToData(tx, userId)) ? null : writerOf(tx, userId);
}
