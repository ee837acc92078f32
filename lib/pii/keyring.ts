import "server-only";
import { randomBytes } from "node:crypto";
import { type Env, env } from "@/lib/env";
import { AppError, isAppError } from "@/lib/errors";
import { joined, open, type Place, seal } from "@/lib/pii/cipher";

const keyOf = (keyId: string) => {
  const found = env().piiKeys.find((key) => key.id === keyId);
  if (!found) throw new AppError("misconfigured", `PII_KEYS lacks the key "${keyId}", under which data are kept`);
  return found.key;
};

/** Whether it was thrown because something does not open: its key is not among PII_KEYS, or it is not what was sealed there. */
export const isUnreadable = (error: unknown): error is AppError => isAppError(error, "pii_unreadable", "misconfigured");

/** The first of PII_KEYS, under which everything new is put. */
export const newestKey = () => {
  const [newest] = env().piiKeys;
  if (!newest) throw new AppError("misconfigured", "PII_KEYS is empty");
  return newest;
};

const wrapPlace = (dataKeyId: string): Place => ({ table: "data_key", column: "wrapped_key", rowId: dataKeyId });

/** A new random data key, wrapped by the newest of PII_KEYS. `dataKeyId` is the row it will stand in. */
export function wrapNewDataKey(dataKeyId: string): { keyId: string; wrappedKey: Uint8Array<ArrayBuffer>; key: Buffer } {
  const { id, key: wrapping } = newestKey();
  const key = randomBytes(32);
  return { keyId: id, wrappedKey: seal(wrapping, key, wrapPlace(dataKeyId)), key };
}

/** Opens a wrapped data key. Throws `misconfigured` when its wrapping key is no longer among PII_KEYS. */
export const unwrapDataKey = (row: { id: string; keyId: string; wrappedKey: Uint8Array }): Buffer =>
  open(keyOf(row.keyId), row.wrappedKey, wrapPlace(row.id));

/** Whether a wrapped data key opens with this key of PII_KEYS: two that were given one id are told apart by nothing else. */
export function isWrappedBy({ key }: Env["piiKeys"][number], row: { id: string; wrappedKey: Uint8Array }): boolean {
  try {
    open(key, row.wrappedKey, wrapPlace(row.id));
    return true;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return false;
  }
}

/** The same data key, wrapped by the newest of PII_KEYS. Throws where it does not open (`isUnreadable`). */
export function wrapAnew(row: Parameters<typeof unwrapDataKey>[0]): {
  keyId: string;
  wrappedKey: Uint8Array<ArrayBuffer>;
} {
  const { id, key } = newestKey();
  return { keyId: id, wrappedKey: seal(key, unwrapDataKey(row), wrapPlace(row.id)) };
}

/** Seals something that belongs to no person, such as a webhook payload, directly under the newest key; its id comes first. */
export function sealUnderKeyring(plaintext: string | Uint8Array, place: Place): Uint8Array<ArrayBuffer> {
  const { id, key } = newestKey();
  return joined(Uint8Array.of(id.length), Buffer.from(id), seal(key, Buffer.from(plaintext), place));
}

/** Undoes `sealUnderKeyring`. */
export function openUnderKeyring(sealed: Uint8Array, place: Place): string {
  const idEnd = 1 + (sealed[0] ?? 0);
  const key = keyOf(Buffer.from(sealed.subarray(1, idEnd)).toString());
  return open(key, sealed.subarray(idEnd), place).toString();
}
