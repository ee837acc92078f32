import "server-only";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { lockPerson, type PersonCipher, readerOf, writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { now } from "@/lib/time";
import { isWithinDailyLimit } from "@/lib/verification/daily-limit";
import { isDeletionRunning } from "@/lib/verification/deletion";
import type { DeclaredDetails, declareDetailsInput, WriteDownResult } from "@/lib/verification/schema";

const nothingDeclared: DeclaredDetails = { documentCountry: null, firstName: null, lastName: null, phone: null };

/** Opens one version. Nothing when there is none, or the person's key is gone. */
export function openDeclared(
  reader: Pick<PersonCipher, "open"> | null,
  row: { id: string; details: Uint8Array } | null | undefined,
): DeclaredDetails {
  const text = row && reader?.open(row.details, place.declaredDetails(row.id));
  // Ours to trust: the text was written by declareDetails, and opens only in the row where it was put. Older ones have no phone.
  return text ? { ...nothingDeclared, ...(JSON.parse(text) as Partial<DeclaredDetails>) } : nothingDeclared;
}

/** What the person declared last, for their own press. */
export async function readDeclared({ userId }: Viewer): Promise<DeclaredDetails> {
  const [keys, newest] = await Promise.all([
    db.dataKey.findMany({ where: { userId, destroyedAt: null } }),
    db.declaredDetails.findFirst({ where: { userId }, orderBy: { version: "desc" } }),
  ]);
  return openDeclared(readerOf(keys), newest);
}

/**
 * Keeps what the person tells us about themselves, encrypted, as a new version: what was declared at a submission stays
 * as it was. Every change is written to the audit log. The same words again write nothing.
 */
export async function declareDetails(
  viewer: Viewer,
  { country, firstName, lastName, phone }: z.output<typeof declareDetailsInput>,
): Promise<WriteDownResult> {
  const details: DeclaredDetails = {
    documentCountry: country,
    firstName: firstName || null,
    lastName: lastName || null,
    phone,
  };
  const { userId } = viewer;

  return db.$transaction(async (tx): Promise<WriteDownResult> => {
    await lockPerson(tx, userId);
    if (await isDeletionRunning(tx, userId)) return { ok: false, code: "being_deleted" };
    const cipher = await writerOf(tx, userId);
    const newest = await tx.declaredDetails.findFirst({ where: { userId }, orderBy: { version: "desc" } });
    if (newest && JSON.stringify(openDeclared(cipher, newest)) === JSON.stringify(details)) return { ok: true };
    if (!(await isWithinDailyLimit((since) => tx.declaredDetails.count({ where: { userId, createdAt: since } })))) {
      return { ok: false, code: "too_many_changes" };
    }
    const id = randomUUID();
    const version = (newest?.version ?? 0) + 1;
    await tx.declaredDetails.create({
      data: {
        id,
        userId,
        version,
        details: cipher.sealText(JSON.stringify(details), place.declaredDetails(id)),
        createdAt: now(),
      },
    });
    if (newest) {
      await appendAudit(tx, viewer, [{ action: "details.changed", targetId: userId, subject: `version:${version}` }]);
    }
    return { ok: true };
  });
}
