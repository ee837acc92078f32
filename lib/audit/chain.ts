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
  verificationId: string | null;
  subject: string | null;
  reason: string | null;
  previousHash: Uint8Array;
  hash: Uint8Array;
};

/** What the first entry carries for the hash of the one before it. */
export const beginning: Uint8Array = createHash("sha256").update("identity-onboarding audit log").digest();

/**
 * The hash that an entry must have: SHA-256 of the hash before it and of its columns as the trigger `audit_entry_chain` of
 * the first migration writes them, `jsonb_build_array(…)::text`. Computed here, because whoever may change the table may
 * change the database's functions, too.
 */
export function hashOf(entry: ChainedEntry): Buffer {
  const texts = [entry.actorId, entry.actorRole, entry.action, entry.verificationId, entry.subject, entry.reason];
  // PostgreSQL escapes in JSON what JSON.stringify does, and stores no text that only the latter would escape.
  const json = `[${[entry.id, entry.epoch, ...texts.map((text) => JSON.stringify(text))].join(", ")}]`;
  return createHash("sha256").update(entry.previousHash).update(json).digest();
}
