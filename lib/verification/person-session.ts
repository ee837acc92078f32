import "server-only";
import { appendAudit } from "@/lib/audit/log";
import type { Tx } from "@/lib/db/client";
import type { SyncTicket } from "@/lib/db/sync-ticket";
import { erasePayloads } from "@/lib/events/outcomes";
import { accountTarget, sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { lockPerson } from "@/lib/pii/person";
import type { StripeSession } from "@/lib/stripe/session-shape";
import { now } from "@/lib/time";
import { continueDeletion } from "@/lib/verification/deletion";
import type { PersonSession } from "@/prisma/generated/client";

/*
 * VerificationSessions that prove a person of a connected account who is none of our users. They are nobody's verification: no
 * status is derived of them, no staff see them in the queue, and what was proven is for the account to say.
 */

const withOwner = { account: { select: { userId: true, stripeId: true } } } as const;

/**
 * The row of a session: the one that has its id, else the one for which it was made and that heard of none yet. Never another one of
 * the same person: she was given the address of one session alone, and that one's result is hers.
 */
async function findRow(tx: Tx, { id, claims }: StripeSession) {
  const known = await tx.personSession.findUnique({ where: { sessionId: id }, include: withOwner });
  if (known || claims.personSessionId === null) return known;
  return tx.personSession.findFirst({ where: { id: claims.personSessionId, sessionId: null }, include: withOwner });
}

/**
 * Writes what Stripe says of such a session, and has its account read where that is news. Null: it is none. `redact`: its
 * redaction was asked for and did not reach Stripe yet.
 */
export async function writePersonSession(
  tx: Tx,
  ticket: SyncTicket,
  session: StripeSession,
  submissions: number,
): Promise<{ redact: boolean } | null> {
  const found = await findRow(tx, session);
  if (!found) return null;
  await lockPerson(tx, found.account.userId);
  const row = await findRow(tx, session);
  if (!row) return null;
  if (ticket.number <= row.syncTicket) return { redact: false };

  const at = now();
  const { status, lastErrorCode, redactionStatus } = session;
  // Redacted reports may be listed no more.
  const attempts = Math.max(row.attempts, submissions);
  const isNews = status !== row.status || lastErrorCode !== row.lastErrorCode || attempts !== row.attempts;
  const isOver = status === "verified" || status === "canceled" || redactionStatus !== null;
  await tx.personSession.update({
    where: { id: row.id },
    data: {
      ...{ sessionId: session.id, createdAt: session.createdAt, status, lastErrorCode, attempts, redactionStatus },
      syncedAt: at,
      ...(isNews && { changedAt: at }),
      endedAt: row.endedAt ?? (isOver ? at : null),
      syncTicket: ticket.number,
    },
  });
  if (isNews && row.account.stripeId) await enqueueSyncs(tx, [accountTarget(row.account.stripeId)]);
  if (redactionStatus === "redacted" && row.redactionStatus !== "redacted") {
    await noteRedacted(tx, row);
    await continueDeletion(tx, row.account.userId);
  }
  return { redact: row.redactionRequestedAt !== null && redactionStatus === null && status !== "processing" };
}

async function noteRedacted(tx: Tx, { accountId, personId, sessionId }: PersonSession): Promise<void> {
  if (sessionId) await erasePayloads(tx, [sessionId]);
  await appendAudit(tx, null, [{ action: "account.person_redacted", targetId: accountId, subject: personId }]);
}

/**
 * Asks for the redaction of what Stripe has photographed of those whom a seller invited, and says whether it is done: true where
 * there is nothing. One whose creation Stripe never answered was opened by nobody. Under `lockPerson`.
 */
export async function redactSellersPersons(tx: Tx, userId: string): Promise<boolean> {
  const account = await tx.connectedAccount.findUnique({ where: { userId }, select: { id: true } });
  if (!account) return true;
  await redactPersonSessions(tx, account.id, "all");
  const open = await tx.personSession.count({
    where: {
      ...{ accountId: account.id, sessionId: { not: null } },
      OR: [{ redactionStatus: null }, { redactionStatus: { not: "redacted" } }],
    },
  });
  return open === 0;
}

/**
 * Asks for the redaction of what Stripe has photographed of persons: of all of an account, or of those who are not there any more.
 * Under `lockPerson`. Our rows are marked first, and each session's sync asks Stripe until it has done it.
 */
export async function redactPersonSessions(tx: Tx, accountId: string, whose: "all" | "gone"): Promise<void> {
  const at = now();
  const marked = await tx.$queryRaw<{ personId: string; sessionId: string | null }[]>`
    update person_session s set redaction_requested_at = ${at}, ended_at = coalesce(ended_at, ${at})
    where account_id = ${accountId}::uuid and redaction_requested_at is null and (${whose} = 'all' or not exists (
      select from account_person p where p.id = s.person_id and p.account_id = s.account_id and p.removed_at is null))
    returning person_id as "personId", session_id as "sessionId"`;
  await enqueueSyncs(
    tx,
    marked.flatMap(({ sessionId }) => (sessionId ? [sessionTarget(sessionId)] : [])),
  );
  await appendAudit(
    tx,
    null,
    marked.map(({ personId }) => ({
      action: "account.person_redaction_requested" as const,
      targetId: accountId,
      subject: personId,
    })),
  );
}
