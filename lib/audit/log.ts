import "server-only";
import { type AuditAction, auditActions, type DiscardReason, type RevealReason } from "@/lib/audit/actions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import type { Tx } from "@/lib/db/client";
import { now } from "@/lib/time";

/** What is written down: ids and codes only. */
export type AuditRecord = {
  action: AuditAction;
  /** What it is about, whose kind follows from the action. */
  targetId: string;
  /** Details: `vs_…`, a field's name, a kind of picture, a number of rows, a version. */
  subject?: string | null;
  reason?: RevealReason | DiscardReason | null;
};

/**
 * Adds entries to the audit log, in the caller's transaction. Nobody can change or remove one: triggers of the
 * migrations refuse it, and chain each entry's hash to the one before. `viewer` null: the system itself.
 */
export async function appendAudit(
  tx: Pick<Tx, "$executeRaw">,
  viewer: Viewer | null,
  records: AuditRecord[],
): Promise<void> {
  for (const { action, targetId, subject, reason } of records) {
    await tx.$executeRaw`
      insert into audit_entry (at, actor_id, actor_role, action, target_type, target_id, subject, reason)
      values (${now()}, ${viewer?.userId ?? null}::uuid, ${viewer?.role ?? null}::role, ${action},
        ${auditActions[action]}, ${targetId}, ${subject ?? null}, ${reason ?? null})`;
  }
}
