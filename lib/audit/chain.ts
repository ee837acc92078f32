import "server-only";
import { createHash } from "node:crypto";

/** An entry as the chain covers it; what PostgreSQL writes as text in jsonb is text here. */
export type ChainedEntry = {
  id: string;
  /** Seconds since 1970 with six decimals, as `extract(epoch from at)` has them. */
  epoch: string;
  actorId: string | null;
  actorRole: string | null;
  action: string;
  targetType: string;
  targetId: string;
  verificationId: string | null;
  subject: string | null;
  reason: string | null;
  hashVersion: number;
  previousHash: Uint8Array;
  hash: Uint8Array;
};

/** What the first entry carries for the hash of the one before it. */
export const beginning: Uint8Array = createHash("sha256").update("identity-onboarding audit log").digest();

/** As PostgreSQL escapes a text in JSON: as JSON.stringify does, and it stores none that only the latter would escape. */
const quoted = (text: string | null) => JSON.stringify(text);

/** What each version of the hash covers, as `jsonb_build_array(…)::text` of the trigger `audit_entry_chain` writes it. */
const covered: Record<number, (entry: ChainedEntry) => string[]> = {
  // Until the migration `audit_targets`.
  1: (entry) => [
    entry.id,
    entry.epoch,
    ...[entry.actorId, entry.actorRole, entry.action, entry.verificationId, entry.subject, entry.reason].map(quoted),
  ],
  2: (entry) => [
    String(entry.hashVersion),
    entry.id,
    entry.epoch,
    ...[entry.actorId, entry.actorRole, entry.action, entry.targetType, entry.targetId].map(quoted),
    ...[entry.verificationId, entry.subject, entry.reason].map(quoted),
  ],
};

/**
 * The hash that an entry must have: SHA-256 of the hash before it and of what its version covers; null for a version that
 * there never was. Computed here, because whoever may change the table may change the database's functions, too.
 */
export function hashOf(entry: ChainedEntry): Buffer | null {
  const parts = covered[entry.hashVersion]?.(entry);
  return parts
    ? createHash("sha256")
        .update(entry.previousHash)
        .update(`[${parts.join(", ")}]`)
        .digest()
    : null;
}
