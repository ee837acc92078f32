import "server-only";
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type pg from "pg";
import type { Env } from "@/lib/env";
import { now } from "@/lib/time";

/** The newest entry that was verified, signed with a key that is not in the database. */
export type AuditHead = { entryId: bigint; hash: Uint8Array; signedAt: Date; keyId: string; signature: Uint8Array };

/**
 * Why the log is not the one that was signed. `newest_removed`: it ends before the signed entry. `not_as_signed`: the
 * signed entry is gone or another. `forged`: no key of ours signed this head. `key_gone`: the key that did is not among
 * PII_KEYS any more, so nobody can tell.
 */
export type HeadFault = {
  cause: "newest_removed" | "not_as_signed" | "forged" | "key_gone";
  entryId: bigint;
  newest: bigint | null;
};

type PiiKey = Env["piiKeys"][number];

function sign({ key }: PiiKey, head: Pick<AuditHead, "entryId" | "hash" | "signedAt">): Buffer {
  const own = Buffer.from(hkdfSync("sha256", key, "", "identity-onboarding audit head", 32));
  const text = `${head.entryId}:${Buffer.from(head.hash).toString("hex")}:${head.signedAt.toISOString()}`;
  return createHmac("sha256", own).update(text).digest();
}

/** What is wrong with a head by itself, whatever the log holds. */
export function signatureFault(head: AuditHead, piiKeys: Env["piiKeys"]): HeadFault | null {
  const key = piiKeys.find(({ id }) => id === head.keyId);
  if (!key) return { cause: "key_gone", entryId: head.entryId, newest: null };
  const expected = sign(key, head);
  const isOurs = expected.length === head.signature.length && timingSafeEqual(expected, head.signature);
  return isOurs ? null : { cause: "forged", entryId: head.entryId, newest: null };
}

/** The signed head; null: none was signed yet, or somebody removed it. */
export async function readHead(database: pg.Pool): Promise<AuditHead | null> {
  const { rows } = await database.query<Omit<AuditHead, "entryId"> & { entryId: string }>(
    `select entry_id::text as "entryId", hash, signed_at as "signedAt", key_id as "keyId", signature from audit_head`,
  );
  return rows[0] ? { ...rows[0], entryId: BigInt(rows[0].entryId) } : null;
}

/** Signs an entry as the head with the newest of PII_KEYS. One that another process signed further on stays. */
export async function writeHead(
  database: pg.Pool,
  piiKeys: Env["piiKeys"],
  link: { entryId: bigint; hash: Uint8Array },
): Promise<void> {
  const [key] = piiKeys;
  if (!key) return;
  const signedAt = now();
  await database.query(
    `insert into audit_head (id, entry_id, hash, signed_at, key_id, signature) values (1, $1, $2, $3, $4, $5)
     on conflict (id) do update set entry_id = excluded.entry_id, hash = excluded.hash, signed_at = excluded.signed_at,
       key_id = excluded.key_id, signature = excluded.signature
     where audit_head.entry_id <= excluded.entry_id`,
    [link.entryId, link.hash, signedAt, key.id, sign(key, { ...link, signedAt })],
  );
}
