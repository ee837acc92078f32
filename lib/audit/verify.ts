import "server-only";
import type pg from "pg";
import { beginning, type ChainedEntry, hashOf } from "@/lib/audit/chain";
import { type AuditHead, type HeadFault, readHead, signatureFault } from "@/lib/audit/head";
import type { Env } from "@/lib/env";

/** A place in the chain: an entry's id and its hash. */
export type Link = { entryId: bigint; hash: Uint8Array };

/** What the next entry must follow: null before the first. */
type Before = (Link & { hashVersion: number }) | null;

/**
 * What is wrong with an entry. `changed`: its columns are not those that were hashed. `detached`: it does not follow the
 * entry before it, so entries between them were removed, or that one was changed together with its hash. `downgraded`: its
 * hash is of an older version than the one before it, and so covers less.
 */
export type ChainFault = { cause: "changed" | "detached" | "downgraded"; entryId: bigint; before: bigint | null };

/**
 * What a verification found. `entries`: how many were recomputed. `last`: the newest that holds. `head`: what was signed;
 * null: nothing yet. `headFault`: why the log is not the one that was signed.
 */
export type Verified = {
  entries: number;
  last: Link | null;
  head: AuditHead | null;
  fault: ChainFault | null;
  headFault: HeadFault | null;
};

/** Recomputed at a time: some ten milliseconds, in which the process does nothing else. */
const portion = 1_000;

// In every order below the table is named: `id` alone would be the column of the answer, which is text.
const columns = `id::text, extract(epoch from at)::text as epoch, actor_id::text as "actorId", actor_role::text as "actorRole",
  action, target_type as "targetType", target_id as "targetId", verification_id::text as "verificationId", subject, reason,
  hash_version as "hashVersion", previous_hash as "previousHash", hash`;

/**
 * Recomputes the chain from `after` on, entry by entry, up to `limit` of them; stops at the first that is wrong. `after` is
 * believed.
 */
export async function verifyChain(
  database: pg.Pool,
  after: Link | null,
  limit = Number.POSITIVE_INFINITY,
): Promise<Pick<Verified, "entries" | "last" | "fault">> {
  let last: Before = after && { ...after, hashVersion: await versionAt(database, after) };
  let entries = 0;
  while (entries < limit) {
    // From the lowest there is: one put in by hand may bear a number that the sequence never gives, such as 0.
    const { rows } = await database.query<ChainedEntry>(
      `select ${columns} from audit_entry where $1::bigint is null or id > $1 order by audit_entry.id limit $2`,
      [last?.entryId ?? null, Math.min(portion, limit - entries)],
    );
    for (const entry of rows) {
      const before = last?.entryId ?? null;
      const entryId = BigInt(entry.id);
      if (!hashOf(entry)?.equals(entry.hash)) return { entries, last, fault: { cause: "changed", entryId, before } };
      if (!Buffer.from(last?.hash ?? beginning).equals(entry.previousHash)) {
        return { entries, last, fault: { cause: "detached", entryId, before } };
      }
      // Whoever writes the newest entries anew must not choose the version that does not cover their targets.
      if (last && entry.hashVersion < last.hashVersion) {
        return { entries, last, fault: { cause: "downgraded", entryId, before } };
      }
      last = { entryId, hash: entry.hash, hashVersion: entry.hashVersion };
      entries += 1;
    }
    if (rows.length < portion) break;
  }
  return { entries, last, fault: null };
}

/** By which version an entry is hashed; 1, which asks nothing of the next, when it is gone. */
async function versionAt(database: pg.Pool, { entryId }: Link): Promise<number> {
  const { rows } = await database.query<{ hashVersion: number }>(
    `select hash_version as "hashVersion" from audit_entry where id = $1`,
    [entryId],
  );
  return rows[0]?.hashVersion ?? 1;
}

/** Whether the log holds what was signed: the signature, and the entry that it is over. */
export async function checkHead(
  database: pg.Pool,
  head: AuditHead,
  piiKeys: Env["piiKeys"],
): Promise<HeadFault | null> {
  const fault = signatureFault(head, piiKeys);
  if (fault) return fault;
  const { rows } = await database.query<{ hash: Buffer | null; newest: string | null }>(
    "select (select hash from audit_entry where id = $1) as hash, (select max(id) from audit_entry)::text as newest",
    [head.entryId],
  );
  const newest = rows[0]?.newest == null ? null : BigInt(rows[0].newest);
  const hash = rows[0]?.hash ?? null;
  if (hash?.equals(head.hash)) return null;
  const isCut = newest === null || newest < head.entryId;
  return { cause: isCut ? "newest_removed" : "not_as_signed", entryId: head.entryId, newest };
}

/**
 * Recomputes the whole log, or its newest `most` entries, and compares it with the signed head. Throws only when the
 * database does not answer.
 */
export async function verifyAuditLog(database: pg.Pool, piiKeys: Env["piiKeys"], most?: number): Promise<Verified> {
  // Before the log, which may only grow meanwhile.
  const head = await readHead(database);
  const chain = await verifyChain(database, most === undefined ? null : await linkBefore(database, most));
  const headFault = head ? await checkHead(database, head, piiKeys) : null;
  return { ...chain, head, headFault };
}

/** The entry before the newest `most`; null: there are no more. */
async function linkBefore(database: pg.Pool, most: number): Promise<Link | null> {
  const { rows } = await database.query<{ id: string; hash: Buffer }>(
    "select id::text, hash from audit_entry order by audit_entry.id desc offset $1 limit 1",
    [most],
  );
  return rows[0] ? { entryId: BigInt(rows[0].id), hash: rows[0].hash } : null;
}
