import "server-only";
import { appendAudit } from "@/lib/audit/log";
import type { Invited } from "@/lib/auth/invited-of-token";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { readInvitedTasks } from "@/lib/connect/data";
import { parseEntry } from "@/lib/connect/requirements/entry";
import { fieldOf } from "@/lib/connect/requirements/fields";
import { db, type Tx } from "@/lib/db/client";
import { now } from "@/lib/time";

/** Who may answer for an account: its seller everything, somebody invited what is asked of her alone. */
export type Answerer = Viewer | Invited;

/** Whether it is somebody invited. */
export const isInvited = (who: Answerer): who is Invited => "invitationId" in who;

/** Whose account it is that is answered for. */
export const sellerOf = (who: Answerer): string => (isInvited(who) ? who.sellerId : who.userId);

/** An entry of Stripe's for a person, by the field that answers it. */
const pathOf = (entry: string) => fieldOf(parseEntry(`person_x.${entry}`))?.path ?? null;

/**
 * Why this may not be answered by them; null: it may. A seller may answer everything; somebody invited only for herself, and only
 * what Stripe asks of her at this moment. `entries` without her id.
 */
export async function refusalTo(
  who: Answerer,
  person: string | null,
  entries: readonly string[],
): Promise<"not_there" | "not_answerable" | null> {
  if (!isInvited(who)) return null;
  if (person !== who.personId) return "not_there";
  const tasks = await readInvitedTasks(who);
  const open = new Set(
    tasks.flatMap((task) =>
      [...task.entries, ...task.choices.flatMap(({ or }) => or)].flatMap(({ field }) => field?.path ?? []),
    ),
  );
  return entries.every((entry) => open.has(pathOf(entry) ?? "")) ? null : "not_answerable";
}

/** Notes in an invitation that something was sent by it; with the audit entry. */
export async function recordInvitedAnswer(tx: Tx, { invitationId, accountId }: Invited): Promise<void> {
  await tx.personInvitation.updateMany({ where: { id: invitationId }, data: { answeredAt: now() } });
  await appendAudit(tx, null, [{ action: "account.invitation_answered", targetId: accountId, subject: invitationId }]);
}

/** Notes that nothing is left that was asked of her, once that is so. */
export async function completeInvitation(who: Invited): Promise<void> {
  if ((await readInvitedTasks(who)).length > 0) return;
  await db.personInvitation.updateMany({
    where: { id: who.invitationId, completedAt: null },
    data: { completedAt: now() },
  });
}
