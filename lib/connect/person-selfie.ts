import "server-only";
import { appendAudit } from "@/lib/audit/log";
import type { Invited } from "@/lib/auth/invited-of-token";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { catchUp } from "@/lib/connect/catch-up";
import { readInvitedTasks } from "@/lib/connect/data";
import { completeInvitation } from "@/lib/connect/invited";
import { mayAnswer, mayTakeOwnSelfie } from "@/lib/connect/rules";
import type { PersonSelfie, PersonSelfieRefusal } from "@/lib/connect/schema";
import { isBehind, selfieState, type TakenSelfie } from "@/lib/connect/selfie-state";
import { db, type Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { lockPerson } from "@/lib/pii/person";
import { currentPolicy, personConsentVersion } from "@/lib/policy/requirements";
import { type FailureCode, toFailureCode } from "@/lib/stripe/failure-codes";
import { createVerificationSession, getEntry } from "@/lib/stripe/identity";
import type { SessionDemand } from "@/lib/stripe/session-demand";
import { now } from "@/lib/time";
import { askWhenSilent, markPersonSession } from "@/lib/verification/ask-when-silent";
import { isDeletionRunning } from "@/lib/verification/deletion";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";
import { syncVerificationSession } from "@/lib/verification/sync";
import type { PersonSession } from "@/prisma/generated/client";

/*
 * "Verify with a selfie and your document" for somebody invited, who has no account here: a VerificationSession of this person of
 * the seller's account, and nobody's verification (docs/decisions/0066).
 */

/** Where somebody waits for what came of it. */
const submittedPath = "/invited/selfie/submitted";

/** What is asked for, whatever our own verification asks of our users: both of what Stripe can prove of a person by it. */
const demand = (): SessionDemand => ({
  asks: { type: "document", requireIdNumber: false },
  allowedTypes: currentPolicy().allowedDocuments,
  email: null,
  phone: null,
});

/** More than the attempts of many rounds; what is older is no longer counted. */
const mostSessions = 100;

type Hers = Pick<Invited, "accountId" | "personId">;

/** Her account, and her sessions, newest first; those that were redacted tell nothing any more. */
async function readStanding({ accountId, personId }: Hers) {
  const [account, sessions] = await Promise.all([
    db.connectedAccount.findUnique({
      where: { id: accountId },
      select: { id: true, stripeId: true, status: true, syncedAt: true },
    }),
    db.personSession.findMany({
      where: { accountId, personId, redactionRequestedAt: null },
      orderBy: [{ consentedAt: "desc" }, { id: "desc" }],
      take: mostSessions,
    }),
  ]);
  return { account, newest: sessions[0] ?? null, sessions };
}

/** How often she has tried since Stripe last verified her. */
function attemptsOf(sessions: readonly PersonSession[]): number {
  const verified = sessions.findIndex(({ status }) => status === "verified");
  return sessions.slice(0, verified < 0 ? undefined : verified).reduce((sum, { attempts }) => sum + attempts, 0);
}

/** Whether she may take one now, by our rows. */
async function judge(who: Hers, { account, newest, sessions }: Awaited<ReturnType<typeof readStanding>>) {
  const open = mayAnswer(account);
  if (!open.ok) return open;
  const limit = { attempts: attemptsOf(sessions), maxAttempts: currentPolicy().maxAttempts };
  const allowed = mayTakeOwnSelfie(await readInvitedTasks(who), newest, limit);
  // Proven, and the account does not say so yet.
  const behind = newest?.status && isBehind(account?.syncedAt ?? null, { ...newest, status: newest.status });
  return allowed.ok && behind ? { ok: false as const, why: "being_checked" as const } : allowed;
}

/** What an invited person's page of it shows. */
export async function readPersonSelfie(
  who: Invited,
): Promise<{ allowed: Awaited<ReturnType<typeof judge>>; failureCode: FailureCode | null }> {
  const standing = await readStanding(who);
  const { newest } = standing;
  return { allowed: await judge(who, standing), failureCode: toFailureCode(newest?.lastErrorCode ?? null) };
}

/**
 * Opens the check that proves somebody invited as the person of the account that she is, once she has agreed to the text that she
 * read in `locale`: returns the address of Stripe's page, which works once; to be handed on, never kept. Our row stands before
 * Stripe is called, and the idempotency key follows from it: parallel presses are one session.
 */
export async function startPersonSelfie(
  who: Invited,
  { locale }: { locale: string },
): Promise<{ ok: true; url: string } | { ok: false; code: PersonSelfieRefusal }> {
  let standing = await readStanding(who);
  if (standing.account && standing.newest?.status === "verified") {
    await catchUp(standing.account);
    standing = await readStanding(who);
  }
  const allowed = await judge(who, standing);
  if (!allowed.ok) return { ok: false, code: allowed.why };
  const stripeId = standing.account?.stripeId;
  if (!stripeId) return { ok: false, code: "not_started" };
  if (!(await isWithinPersonLimit(who.sellerId, "invited"))) return { ok: false, code: "too_often" };

  const row = await db.$transaction((tx) => openSession(tx, who, locale));
  if (!row) return { ok: false, code: "being_deleted" };
  try {
    const sessionId = row.sessionId ?? (await createSession(row, stripeId));
    const [, entry] = await Promise.all([syncVerificationSession(sessionId), getEntry(sessionId, demand())]);
    // Webhooks may be late, and she may be removed meanwhile: only what this sync has written says whether she may still begin.
    const written = await db.personSession.findUnique({ where: { id: row.id } });
    const stillOpen = written?.endedAt === null && written.status === "requires_input";
    // Nothing was told of her, so there is nothing to take back.
    if (!stillOpen || !entry || entry === "told_too_much") return { ok: false, code: "being_checked" };
    return { ok: true, url: entry.url };
  } catch (error) {
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    log.error(
      "a check of somebody invited could not be started",
      { accountId: who.accountId, code: error.code },
      error,
    );
    return { ok: false, code: error.code };
  }
}

/** Her open session's row, begun when there is none, with what she agreed to. Null while anything of the seller's is deleted. */
async function openSession(tx: Tx, { accountId, personId, sellerId }: Invited, locale: string) {
  await lockPerson(tx, sellerId);
  const person = await tx.accountPerson.findFirst({
    where: { id: personId, accountId, removedAt: null, account: { erasedAt: null, status: { not: "closed" } } },
    select: { id: true },
  });
  if (!person || (await isDeletionRunning(tx, sellerId))) return null;
  const at = now();
  const consent = { consentVersion: personConsentVersion, consentLocale: locale };
  const open = await tx.personSession.findFirst({ where: { accountId, personId, endedAt: null } });
  const agreedBefore = open?.consentVersion === consent.consentVersion && open.consentLocale === locale;
  if (!agreedBefore) {
    await appendAudit(tx, null, [{ action: "account.person_selfie_started", targetId: accountId, subject: personId }]);
  }
  if (!open) {
    return tx.personSession.create({
      data: { ...consent, accountId, personId, consentedAt: at, startedAt: at, changedAt: at },
    });
  }
  return tx.personSession.update({
    where: { id: open.id },
    data: { startedAt: at, ...(!agreedBefore && { ...consent, consentedAt: at }) },
  });
}

/** Creates the session of a row at Stripe, and notes its id. */
async function createSession({ id, accountId, personId }: PersonSession, stripeId: string): Promise<string> {
  try {
    const created = await createVerificationSession({
      ...demand(),
      subject: { accountId, personId, personSessionId: id },
      returnUrl: `${env().appUrl}${submittedPath}`,
      related: null,
      relatedPerson: { account: stripeId, person: personId },
      idempotencyKey: `person_session:${id}`,
    });
    await db.personSession.updateMany({ where: { id, sessionId: null }, data: { sessionId: created.id } });
    return created.id;
  } catch (error) {
    // The key is spent: Stripe would give this answer for a day. The next press is a new row with a new key. What the call may have
    // made all the same has an address that nobody was given.
    if (
      isAppError(error) &&
      (error.replayed || error.code === "stripe_key_reused" || error.code === "stripe_refused")
    ) {
      await db.personSession.deleteMany({ where: { id, sessionId: null } });
    }
    throw error;
  }
}

const toTaken = ({ status, lastErrorCode, attempts, ...session }: PersonSession): TakenSelfie => ({
  status: status ?? "unknown",
  heard: lastErrorCode !== null || attempts > 0,
  changedAt: session.changedAt,
  syncedAt: session.syncedAt ?? session.startedAt,
  startedAt: session.startedAt,
});

/**
 * What became of it, for the page that waits. Nothing moves any more unless it is `checking`. Asks Stripe itself as `checkMyStatus`
 * does. `version` changes when there is something new to show.
 */
export async function checkPersonSelfie(
  who: Invited,
  { arrivedAt }: { arrivedAt: Date },
): Promise<{ state: ReturnType<typeof selfieState>; settled: boolean; version: string }> {
  const stateOf = ({ account, newest }: Awaited<ReturnType<typeof readStanding>>) => {
    const state = account && newest ? selfieState(toTaken(newest), account.syncedAt, arrivedAt) : "open";
    const version = newest ? `${newest.status}:${newest.changedAt.getTime()}:${state}` : "none";
    return { state, settled: state !== "checking", version };
  };

  const standing = await readStanding(who);
  let told = stateOf(standing);
  const { account, newest } = standing;
  if (account && newest?.sessionId && !told.settled) {
    if (newest.status === "verified") await catchUp(account);
    else {
      const session = { id: newest.sessionId, syncedAt: newest.syncedAt ?? newest.startedAt };
      await askWhenSilent(session, arrivedAt, markPersonSession);
    }
    told = stateOf(await readStanding(who));
  }
  if (told.state === "proven") await completeInvitation(who);
  return told;
}

/** What became of the selfies of those whom the seller has invited: of each person the newest, and no cause of a failure. */
export async function readPersonSelfies({ userId }: Viewer): Promise<PersonSelfie[]> {
  const rows = await db.personSession.findMany({
    where: { account: { userId }, status: { in: ["processing", "verified"] }, redactionRequestedAt: null },
    orderBy: [{ consentedAt: "desc" }, { id: "desc" }],
    select: { personId: true, status: true, changedAt: true },
    take: 10 * mostSessions,
  });
  const newest = new Map(rows.toReversed().map((row) => [row.personId, row]));
  return [...newest.values()].map(({ personId, status, changedAt }) => ({
    person: personId,
    state: status === "verified" ? "proven" : "checking",
    at: changedAt.toISOString(),
  }));
}
