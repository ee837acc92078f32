import "server-only";
import { SpanKind } from "@opentelemetry/api";
import { appendAudit } from "@/lib/audit/log";
import { db, type Tx } from "@/lib/db/client";
import { drawTicket, type SyncTicket } from "@/lib/db/sync-ticket";
import { settleEvents } from "@/lib/events/outcomes";
import { accountTarget, sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { removeDeadSync } from "@/lib/jobs/failures";
import { log } from "@/lib/log";
import { lockPerson, writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { currentPolicy } from "@/lib/policy/requirements";
import { withReserved } from "@/lib/rate-limit/stripe-calls";
import { getVerificationSession, listVerificationReports, redactVerificationSession } from "@/lib/stripe/identity";
import type { StripeReport, StripeSession } from "@/lib/stripe/session-shape";
import { inSpan } from "@/lib/telemetry/spans";
import { now } from "@/lib/time";
import { uuid } from "@/lib/uuid";
import {
  type Difference,
  deriveVerification,
  firstDifference,
  isNewer,
  toSessionRow,
  withNamedReport,
} from "@/lib/verification/converge";
import { settleCustomer } from "@/lib/verification/customer";
import { isCovered, isDeletionRunning } from "@/lib/verification/deletion";
import { goneAsRedacted } from "@/lib/verification/gone-session";
import { writePersonSession } from "@/lib/verification/person-session";
import { finishRedaction, takeUpRedaction } from "@/lib/verification/redaction";
import type { DriftSide } from "@/lib/verification/schema";
import { deriveStatus, type Situation, sessionThatCounts } from "@/lib/verification/status";
import type { Prisma, Verification } from "@/prisma/generated/client";

/**
 * What a sync came to. `superseded`: somebody who asked Stripe later has written already. `ignored`: Stripe has no such
 * session, or it belongs to none of our users. `quarantined`: it names another person than our row. `of_person`: it proves a
 * person of an account, and is nobody's verification.
 */
export type Synced =
  | {
      outcome: "synced" | "superseded" | "quarantined";
      /** The row as it stood when the sync ended: as it was just written, or as a later one had written it. */
      verification: Verification;
      /** In what our row differed until now; null: in nothing, or somebody else has written it. */
      fixed: Difference | null;
    }
  | { outcome: "ignored" | "of_person"; verification: null; fixed: null };

/**
 * Makes our rows say what Stripe says now about one VerificationSession: session, reports, checks, kept outputs and
 * derived status, in one short transaction. Serves webhooks, the submitted page, the refresh button and the sweep.
 * Repeated, late and shuffled calls end in the same rows. One that Stripe has no more counts as redacted where that was asked for
 * (`goneAsRedacted`). Fails as the gateway does; then nothing is written.
 */
export async function syncVerificationSession(id: string): Promise<Synced> {
  // The ticket is drawn when the two calls may go: one drawn before a wait would let older answers pass as newer.
  const { ticket, answer, reports } = await withReserved(2, async () => {
    const drawn = await drawTicket();
    const [session, list] = await Promise.all([getVerificationSession(id), listVerificationReports(id)]);
    return { ticket: drawn, answer: session, reports: withNamedReport(list, session?.lastReport ?? null) };
  });

  const written = await inSpan("write rows", SpanKind.INTERNAL, () =>
    db.$transaction(async (tx): Promise<Written> => {
      const session = answer?.session ?? (await goneAsRedacted(tx, id));
      if (!session) return { outcome: "ignored", verification: null };
      const ended = await write(tx, ticket, session, reports);
      if (ended.verification) await settleCustomer(tx, ended.verification.userId);
      return ended;
    }),
  );
  const target = sessionTarget(id);
  await Promise.all([
    settleEvents(target, ticket.drawnAt, written.outcome === "ignored" ? "ignored" : "processed"),
    removeDeadSync(target),
  ]);

  if (written.outcome === "ignored") return { ...written, fixed: null };
  // A redaction that was asked for and never reached Stripe is asked for again: the row remembers, no request is lost.
  if (written.redact) await redactVerificationSession(id);
  if (written.outcome === "of_person") return { outcome: written.outcome, verification: null, fixed: null };
  const { outcome, verification, fixed } = written;
  return { outcome, verification, fixed };
}

type Written =
  | {
      outcome: "synced" | "superseded" | "quarantined";
      verification: Verification;
      redact: boolean;
      fixed: Difference | null;
    }
  | { outcome: "of_person"; verification: null; redact: boolean }
  | { outcome: "ignored"; verification: null };

/** A verification with everything that its columns follow from. */
type Owner = Prisma.VerificationGetPayload<{ include: typeof withSessions }>;

const withSessions = { sessions: { include: { reports: { include: { checks: true } } } } } as const;

async function write(tx: Tx, ticket: SyncTicket, session: StripeSession, reports: StripeReport[]): Promise<Written> {
  const owner = await lockOwner(tx, session);
  if (!owner) {
    const person = await writePersonSession(tx, ticket, session, reports.length);
    return person
      ? { outcome: "of_person", verification: null, ...person }
      : { outcome: "ignored", verification: null };
  }

  const { verification } = owner;
  const asked = owner.covered || verification.redactionRequestedAt !== null;
  if (namesAnotherPerson(session, verification)) {
    return { outcome: "quarantined", verification: await quarantine(tx, session, verification, asked), ...nothingElse };
  }

  const known = verification.sessions.find(({ id }) => id === session.id) ?? null;
  if (known && !isNewer(ticket.number, known)) {
    return { outcome: "superseded", verification, ...nothingElse };
  }

  const erased = asked || session.redactionStatus !== null;
  const row = {
    ...toSessionRow(known, session, ticket.number, now()),
    ...(await sealedFields(tx, session, verification, erased)),
  };
  await tx.verificationSession.upsert({
    where: { id: session.id },
    create: { id: session.id, verificationId: verification.id, createdAt: session.createdAt, ...row },
    update: row,
  });
  const added = reports.filter(({ id }) => !known?.reports.some((report) => report.id === id));
  await writeReports(tx, session.id, verification.userId, added);

  const others = verification.sessions.filter((other) => other !== known);
  const { id, createdAt } = known ?? session;
  const written = { ...row, id, createdAt, reports: [...(known?.reports ?? []), ...added] };
  const sessions = [...others, written];
  const userMismatch = verification.reviewReason === "user_mismatch";
  const askedInDashboard = redactedOf(sessionThatCounts(sessions));
  const redacting = asked || askedInDashboard !== null;
  if (redacting) await takeUpRedaction(tx, verification, askedInDashboard);
  const derived = await writeDerived(tx, verification, sessions, { userMismatch, redacting });

  if (redacting) await finishRedaction(tx, verification);
  // What is proven of a person of an account is the account's news, and another's to read.
  if (session.relatedPerson && row.changedAt.getTime() !== known?.changedAt.getTime()) {
    await enqueueSyncs(tx, [accountTarget(session.relatedPerson.account)]);
  }
  const redact = redacting && session.redactionStatus === null && session.status !== "processing";
  const fixed = firstDifference(known && toSide(known), toSide(written));
  return { outcome: "synced", verification: derived, redact, fixed };
}

const nothingElse = { redact: false, fixed: null };

const toSide = (
  session: Omit<DriftSide, "reports" | "redaction"> & { redactionStatus: string | null; reports: unknown[] },
) => ({
  status: session.status,
  lastErrorCode: session.lastErrorCode,
  reports: session.reports.length,
  redaction: session.redactionStatus,
});

/** The verification a session belongs to, locked until the transaction ends; adopts sessions that were made elsewhere. */
async function lockOwner(tx: Tx, session: StripeSession): Promise<{ verification: Owner; covered: boolean } | null> {
  const claimed = session.claims.verificationId;
  const locked =
    (await lockVerification(tx, session.id, claimed)) ??
    (claimed === null ? await lockVerification(tx, session.id, await adopt(tx, session)) : null);
  if (!locked) return null;
  const verification = await tx.verification.findUnique({ where: { id: locked.id }, include: withSessions });
  return verification && { verification, covered: locked.covered };
}

/**
 * Locks the verification that we know the session by, else the one given, and returns its id, and whether a deletion covers it. Null
 * when there is none.
 */
async function lockVerification(
  tx: Tx,
  sessionId: string,
  verificationId: string | null,
): Promise<{ id: string; covered: boolean } | null> {
  const [locked] = await tx.$queryRaw<{ id: string; covered: boolean }[]>`
    select v.id, ${isCovered} as covered from verification v where v.id = coalesce(
      (select verification_id from verification_session where id = ${sessionId}), ${verificationId}::uuid)
    for no key update of v`;
  return locked ?? null;
}

/** A session made elsewhere, for instance by a flow's static link: it is for the user whose id it carries. */
async function adopt(tx: Tx, session: StripeSession): Promise<string | null> {
  const userId = session.claims.userId ?? session.clientReferenceId;
  if (!userId || !uuid.test(userId)) return null;
  const user = await tx.user.findUnique({ where: { id: userId }, select: { id: true } });
  if (!user) return null;

  await lockPerson(tx, userId);
  if (await isDeletionRunning(tx, userId)) return null;
  await tx.verification.createMany({
    data: [{ userId, maxAttempts: currentPolicy().maxAttempts, createdAt: session.createdAt }],
    skipDuplicates: true,
  });
  const open = await tx.verification.findFirst({ where: { userId, closedAt: null }, select: { id: true } });
  if (!open) return null;
  await appendAudit(tx, null, [{ action: "verification.adopted", targetId: open.id, subject: session.id }]);
  return open.id;
}

function namesAnotherPerson(session: StripeSession, verification: Verification): boolean {
  const reference = session.clientReferenceId;
  return (
    (session.claims.userId !== null && session.claims.userId !== verification.userId) ||
    (reference !== null && uuid.test(reference) && reference !== verification.userId)
  );
}

/** Puts the verification before a person; nothing of the session is taken over. */
async function quarantine(
  tx: Tx,
  session: StripeSession,
  verification: Owner,
  redacting: boolean,
): Promise<Verification> {
  log.error("a VerificationSession names another person than our row", {
    verificationSessionId: session.id,
    verificationId: verification.id,
  });
  if (verification.reviewReason === "user_mismatch") return verification;
  await appendAudit(tx, null, [{ action: "verification.quarantined", targetId: verification.id, subject: session.id }]);
  return writeDerived(tx, verification, verification.sessions, { userMismatch: true, redacting });
}

/**
 * The session, where Stripe redacts it: a redaction of the one that counts, asked for in Stripe's Dashboard, is one of the whole
 * verification, as if staff had asked for it here. One of another session erases what that one holds, and no more.
 */
const redactedOf = (current: { id: string; redactionStatus: string | null } | null): string | null =>
  current && current.redactionStatus !== null ? current.id : null;

/**
 * Names, address and metadata as ciphertext; nothing of what redaction erases once it was asked for, so that late news brings
 * nothing back.
 */
async function sealedFields(tx: Tx, session: StripeSession, verification: Verification, redacting: boolean) {
  const nothing = { outputFirstName: null, outputLastName: null, outputAddress: null, metadata: null };
  if (redacting) return { ...nothing, clientReferenceId: null };

  const cipher = await writerOf(tx, verification.userId);
  const metadata = cipher.seal(JSON.stringify(session.metadata), place.metadata(session.id));
  const outputs = session.status === "verified" && currentPolicy().keepOutputs ? session.verifiedOutputs : null;
  if (!outputs) return { ...nothing, metadata };
  return {
    metadata,
    outputFirstName: cipher.seal(outputs.firstName, place.outputFirstName(session.id)),
    outputLastName: cipher.seal(outputs.lastName, place.outputLastName(session.id)),
    outputAddress: cipher.seal(outputs.address && JSON.stringify(outputs.address), place.outputAddress(session.id)),
  };
}

/**
 * Reports that we do not have yet, with their checks and what the person had declared when they submitted. One never
 * changes, but for redaction, of which we keep nothing.
 */
async function writeReports(
  tx: Tx,
  verificationSessionId: string,
  userId: string,
  reports: StripeReport[],
): Promise<void> {
  if (reports.length === 0) return;
  // One statement, by hand: Prisma's two would take 2 ms longer, which somebody spends waiting.
  await tx.$executeRaw`
    with given as (
      select * from json_to_recordset(${JSON.stringify(reports)}::json)
        as r (id text, type text, "documentType" text, "documentCountry" text, "createdAt" timestamptz, checks json)
    ), report as (
      insert into verification_report (
        id, verification_session_id, type, document_type, document_country, created_at, declared_details_id)
      select id, ${verificationSessionId}, type, "documentType", "documentCountry", "createdAt", (
        -- Stripe's times are whole seconds: what was declared within that second came before.
        select d.id from declared_details d
        where d.user_id = ${userId}::uuid and d.created_at < given."createdAt" + interval '1 second'
        order by d.version desc limit 1)
      from given
    )
    insert into verification_check (report_id, kind, status, error_code, error_reason)
    select given.id, kind, status, "errorCode", "errorReason"
    from given, json_to_recordset(checks)
      as c (kind text, status check_status, "errorCode" text, "errorReason" text)`;
}

/** Writes what follows from all sessions of the verification and from our own facts. The only writer of its status. */
async function writeDerived(
  tx: Tx,
  verification: Verification,
  sessions: Parameters<typeof deriveVerification>[0]["sessions"],
  facts: { userMismatch: boolean; redacting: boolean },
): Promise<Verification> {
  const { id, userId, purpose } = verification;
  const current = sessionThatCounts(sessions);
  // The decision is kept in the status itself.
  const declined = verification.status === "declined";
  // News of a closed one must not open it beside the one that the person has begun since.
  const superseded =
    verification.closedAt !== null &&
    (await tx.verification.count({ where: { userId, purpose, id: { not: id }, closedAt: null } })) > 0;

  const derived = current
    ? deriveVerification({
        verification,
        sessions,
        current,
        newestEventAt: await newestEventAt(tx, current.id),
        superseded,
        declined,
        ...facts,
      })
    : deriveStatus({ ...untouched, ...facts, declined, superseded });
  return tx.verification.update({ where: { id }, data: { ...derived, syncedAt: now() } });
}

async function newestEventAt(tx: Tx, sessionId: string): Promise<Date | null> {
  const { _max } = await tx.stripeEvent.aggregate({ where: { objectId: sessionId }, _max: { createdAt: true } });
  return _max.createdAt;
}

/** A verification that has no session yet. */
const untouched = {
  stripeStatus: null,
  failureCode: null,
  submitted: false,
  fraud: false,
  proven: true,
  attempts: { used: 0, max: 0 },
} satisfies Partial<Situation>;
