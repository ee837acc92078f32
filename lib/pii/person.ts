import "server-only";
import { createHmac, hkdfSync, randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/client";
import type { AppError } from "@/lib/errors";
import { type LogFields, log } from "@/lib/log";
import { open, type Place, seal } from "@/lib/pii/cipher";
import { isUnreadable, unwrapDataKey, wrapNewDataKey } from "@/lib/pii/keyring";

/** A person's data keys that are not destroyed: at most one, none after a redaction. */
export type DataKeyRows = { id: string; keyId: string; wrappedKey: Uint8Array | null }[];

/** Seals and opens one person's fields. */
export type PersonCipher = {
  sealText(text: string, place: Place): Uint8Array<ArrayBuffer>;
  /** The same, but null and empty text stay null: absence is no secret. */
  seal(text: string | null | undefined, place: Place): Uint8Array<ArrayBuffer> | null;
  /** Throws `pii_unreadable` when the ciphertext stands where it was not put. */
  open(sealed: Uint8Array | null, place: Place): string | null;
  /**
   * What tells whether the same content was here before, and nothing about it: HMAC-SHA-256 of its digest under a key of its own
   * that follows from the person's. `scope`: within what the same content gives the same value.
   */
  fingerprint(digest: Uint8Array, scope: string): Uint8Array<ArrayBuffer>;
};

function cipherOf(key: Buffer): PersonCipher {
  const sealText = (text: string, place: Place) => seal(key, Buffer.from(text), place);
  return {
    sealText,
    seal: (text, place) => (text ? sealText(text, place) : null),
    open: (sealed, place) => (sealed ? open(key, sealed, place).toString() : null),
    fingerprint: (digest, scope) => {
      // A key for one purpose: what seals must not also sign (NIST SP 800-108).
      const own = new Uint8Array(hkdfSync("sha256", key, "", "fingerprint", 32));
      return new Uint8Array(createHmac("sha256", own).update(digest).update(scope).digest());
    },
  };
}

/** Reads what is kept of one person. Null when the key was destroyed or never made: then nothing can be read. */
export function readerOf(rows: DataKeyRows): Pick<PersonCipher, "open"> | null {
  const alive = rows.find((row) => row.wrappedKey !== null);
  return alive?.wrappedKey ? cipherOf(unwrapDataKey({ ...alive, wrappedKey: alive.wrappedKey })) : null;
}

/** What `read` opens of one person; `of` names them for the log. `unreadable`: their key, or what is under it, does not open here. */
export type Opening = <Shown extends object | null>(of: LogFields, read: () => Shown) => Shown | "unreadable";

/**
 * Makes a view of people in which nobody's damage hides the rest: what lies under a key that PII_KEYS lacks, or does not open where it
 * stands, is `unreadable`, and one line of the log says of how many people, and of the first of them who and why. For what is shown
 * alone: whoever writes lets it throw.
 */
export function viewOfPeople<View>(make: (opening: Opening) => View): View {
  const damaged: { of: LogFields; error: AppError }[] = [];
  const view = make((of, read) => {
    try {
      return read();
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      damaged.push({ of, error });
      return "unreadable";
    }
  });
  const [first] = damaged;
  if (first) {
    const { of, error } = first;
    log.error("what is kept of people cannot be decrypted", { ...of, code: error.code, count: damaged.length }, error);
  }
  return view;
}

/** The cipher to write one person's data with; makes the person's key when there is none, one however many ask. */
export async function writerOf(tx: Tx, userId: string): Promise<PersonCipher> {
  const kept = (await livingKey(tx, userId)) ?? (await lockedLivingKey(tx, userId));
  if (kept) return kept;

  const id = randomUUID();
  const { keyId, wrappedKey, key } = wrapNewDataKey(id);
  await tx.dataKey.create({ data: { id, userId, keyId, wrappedKey } });
  return cipherOf(key);
}

async function livingKey(tx: Tx, userId: string): Promise<PersonCipher | null> {
  const row = await tx.dataKey.findFirst({
    where: { userId, destroyedAt: null },
    select: { id: true, keyId: true, wrappedKey: true },
  });
  return row?.wrappedKey ? cipherOf(unwrapDataKey({ ...row, wrappedKey: row.wrappedKey })) : null;
}

/** The same, looked for where nobody else can make one until the transaction ends. */
async function lockedLivingKey(tx: Tx, userId: string): Promise<PersonCipher | null> {
  await lockPerson(tx, userId);
  return livingKey(tx, userId);
}

/** Until the transaction ends, nobody else who asks for this lock may write about the person. */
export async function lockPerson(tx: Tx, userId: string): Promise<void> {
  // Not "for update": rows that refer to the person, such as a session, are inserted beside it without a deadlock.
  await tx.$executeRaw`select 1 from "user" where id = ${userId}::uuid for no key update`;
}

/** Makes every ciphertext of the person unreadable for ever, in backups too. True when there was a key to destroy. */
export async function destroyDataKey(tx: Tx, userId: string): Promise<boolean> {
  const { count } = await tx.dataKey.updateMany({
    where: { userId, destroyedAt: null },
    data: { wrappedKey: null, destroyedAt: new Date() },
  });
  return count > 0;
}
