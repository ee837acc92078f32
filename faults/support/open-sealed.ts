import { createDecipheriv } from "node:crypto";
import type { Secrets } from "../../scripts/stack/demo-env.ts";

/** A living data key's row. */
export type KeyRow = { id: string; wrapped: Buffer | null };

/**
 * Opens what lib/pii sealed, written a second time so that a mistake there shows here: 12 bytes of nonce, 16 of tag, then
 * AES-256-GCM bound to table, column and row. Null stays null; what does not open is told as such.
 */
export function openSealed(
  secrets: Secrets,
  key: KeyRow,
  sealed: Buffer | null,
  place: [string, string, string],
): string | null {
  if (sealed === null) return null;
  if (key.wrapped === null) return "(sealed, and its key is gone)";
  try {
    const own = open(Buffer.from(secrets.piiKey, "base64"), key.wrapped, ["data_key", "wrapped_key", key.id]);
    return open(own, sealed, place).toString();
  } catch {
    return "(does not open)";
  }
}

function open(key: Buffer, sealed: Buffer, place: [string, string, string]): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(JSON.stringify(place)))
    .setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}
