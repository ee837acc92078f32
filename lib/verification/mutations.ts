import "server-only";
import type { z } from "zod";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db, type Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { lockPerson } from "@/lib/pii/person";
import { consentVersion, currentPolicy } from "@/lib/policy/requirements";
import { cancelVerificationSession, createVerificationSession, findOpenSession, getEntry } from "@/lib/stripe/identity";
import type { SessionDemand } from "@/lib/stripe/session-demand";
import type { RelatedPerson } from "@/lib/stripe/session-shape";
import { now } from "@/lib/time";
import { relatedOf } from "@/lib/verification/customer";
import { isWithinDailyLimit } from "@/lib/verification/daily-limit";
import { newestConsentFirst, nextStepOf } from "@/lib/verification/data";
import { readDeclared } from "@/lib/verification/declared";
import { isBeingDeleted, isDeletionRunning } from "@/lib/verification/deletion";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";
import { mayStart } from "@/lib/verification/rules";
import type { StartResult, startVerificationInput, WriteDownResult } from "@/lib/verification/schema";
import { syncVerificationSession } from "@/lib/verification/sync";
import type { Prisma, Verification } from "@/prisma/generated/client";

/** The person's open verification; begins one when there is none, under `lockPerson`. Null while a deletion runs. */
async function openVerification(tx: Tx, userId: string): Promise<Verification | null> {
  if (await isDeletionRunning(tx, userId)) return null;
  const open = await tx.verification.findFirst({ where: { userId, closedAt: null } });
  if (open) return open;
  await tx.verification.createMany({
    data: [{ userId, maxAttempts: currentPolicy().maxAttempts, createdAt: now(), statusChangedAt: now() }],
    // A sync may adopt somebody's session at this very moment.
    skipDuplicates: true,
  });
  return tx.verification.findFirst({ where: { userId, closedAt: null } });
}

/**
 * Writes down what the person chose, when, and which text they read in which language. The latest choice counts; the same
 * one again writes nothing.
 */
export async function recordConsent(
  viewer: Viewer,
  { choice, locale }: { choice: "agreed" | "without_face_check"; locale: string },
): Promise<WriteDownResult> {
  const { userId } = viewer;
  return db.$transaction(async (tx): Promise<WriteDownResult> => {
    await lockPerson(tx, userId);
    const verification = await openVerification(tx, userId);
    if (!verification) return { ok: false, code: "being_deleted" };
    const verificationId = verification.id;
    const version = consentVersion();
    const latest = await tx.consent.findFirst({ where: { verificationId }, orderBy: newestConsentFirst });
    if (latest?.choice === choice && latest.version === version && latest.locale === locale) return { ok: true };
    // Nobody is kept from taking back what they agreed to; the limit of agreeing bounds both.
    const takesBack = latest?.choice === "agreed" && choice === "without_face_check";
    const mayWrite =
      takesBack || (await isWithinDailyLimit((since) => tx.consent.count({ where: { userId, createdAt: since } })));
    if (!mayWrite) return { ok: false, code: "too_many_changes" };
    await tx.consent.create({
      data: { userId, verificationId, choice, version, locale, createdAt: now() },
    });
    return { ok: true };
  });
}

/** Whether this verification may be started now, for itself or for a person of an account. */
async function isStartable(verification: Verification, forAccount: boolean): Promise<ReturnType<typeof mayStart>> {
  const consent = await db.consent.findFirst({
    where: { verificationId: verification.id, version: consentVersion() },
    orderBy: newestConsentFirst,
  });
  return mayStart(
    {
      status: verification.status,
      beingDeleted: isBeingDeleted(verification),
      consent: consent?.choice ?? null,
      nextStep: await nextStepOf(verification),
    },
    forAccount,
  );
}

/** A person of an account who is to be proven as well, and the page that Stripe leads back to. */
export type ForAccount = { person: RelatedPerson; returnPath: `/${string}` };

/** What a start has to know of the sessions that there are. */
const startable = {
  currentSession: { select: { id: true, proven: true, verificationFlow: true, status: true, relatedPersonId: true } },
  sessions: {
    where: { relatedPersonId: { not: null } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true, status: true, relatedPersonId: true },
  },
} satisfies Prisma.VerificationInclude;

type Startable = Prisma.VerificationGetPayload<{ include: typeof startable }>;

/**
 * The session that a press opens, or by what another is keyed, and the one that it replaces. Stripe lets nobody change whom a session
 * is about: a person of an account takes one that was made for them.
 */
function chooseSession({ currentSession, sessions }: Startable, person: RelatedPerson | null) {
  // A session that was made elsewhere may be open in other hands: the person gets one of their own.
  const current = currentSession?.proven ? currentSession : null;
  const open = current?.status === "requires_input" ? current : null;
  if (!person) {
    const replaced = open && isOfAnotherFlow(open) ? open.id : null;
    return { known: replaced ? null : current, processing: false, replaced, keyedBy: afterOf(replaced) };
  }
  const own = sessions.filter(({ relatedPersonId }) => relatedPersonId === person.person);
  const known = own.find(({ status }) => status === "requires_input") ?? null;
  const replaced = known || !open ? null : open.id;
  return {
    known,
    processing: own.some(({ status }) => status === "processing"),
    replaced,
    // Each that comes after one of theirs that has ended is another.
    keyedBy: `:${person.person}:${own.length}${afterOf(replaced)}`,
  };
}

const afterOf = (replaced: string | null) => (replaced ? `:after:${replaced}` : "");

/**
 * Opens the person's VerificationSession, or reopens the one that awaits input. Our row stands before Stripe is called,
 * and the idempotency key follows from it: twenty parallel presses, or one whose answer was lost, are one session.
 * `forAccount`: it proves this person of an account as well, for whom the caller has the permission.
 */
export async function startVerification(
  viewer: Viewer,
  { entry: asked }: z.output<typeof startVerificationInput>,
  forAccount: ForAccount | null = null,
): Promise<StartResult> {
  const verification = await db.verification.findFirst({
    where: { userId: viewer.userId, closedAt: null },
    include: startable,
  });
  // The row begins with the consent, which comes before everything else.
  if (!verification) {
    return { ok: false, code: (await isDeletionRunning(db, viewer.userId)) ? "being_deleted" : "consent_missing" };
  }
  const allowed = await isStartable(verification, forAccount !== null);
  if (!allowed.ok) return { ok: false, code: allowed.why };
  const { known, processing, replaced, keyedBy } = chooseSession(verification, forAccount?.person ?? null);
  if (processing) return { ok: false, code: "being_checked" };
  if (!(await isWithinPersonLimit(viewer.userId, "start"))) return { ok: false, code: "too_many_starts" };

  await db.verification.update({ where: { id: verification.id }, data: { startedAt: now() } });
  try {
    const demand = await demandOf(viewer);
    const make = (key: string) => createSession(viewer, demand, verification, key, forAccount);
    const open = async ({ id }: { id: string }) => {
      const [{ verification: written }, entry] = await Promise.all([syncVerificationSession(id), getEntry(id, demand)]);
      return { id, written, entry };
    };
    const first = await open(known ?? (await make(keyedBy)));
    const isOver = first.entry === "told_too_much";
    const { written, entry } = isOver ? await open(await make(`${keyedBy}${afterOf(first.id)}`)) : first;
    // After the new one stands: else the verification would be over. The old one could still be submitted.
    for (const old of [replaced, isOver ? first.id : null]) {
      if (old === null) continue;
      await cancelVerificationSession(old);
      await syncVerificationSession(old);
    }
    // Webhooks may be late: only what this sync has written says whether the person may still begin.
    const still = written && (await isStartable(written, forAccount !== null));
    if (still?.ok === false) return { ok: false, code: still.why };
    if (!still || !entry || entry === "told_too_much") return { ok: false, code: "being_checked" };
    return asked === "modal" ? { ok: true, entry: "modal", ...entry } : { ok: true, entry: "hosted", url: entry.url };
  } catch (error) {
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    log.error("a verification could not be started", { verificationId: verification.id, code: error.code }, error);
    return { ok: false, code: error.code };
  }
}

/** What the policy asks of this person now. A telephone number is of use to a flow alone. */
async function demandOf(viewer: Viewer): Promise<SessionDemand> {
  const { asks, allowedDocuments } = currentPolicy();
  const phone = asks.type === "verification_flow" ? (await readDeclared(viewer)).phone : null;
  return { asks, allowedTypes: allowedDocuments, email: viewer.email, phone };
}

/** Whether a session was made by another flow than the policy names now, or by none: what Stripe lets nobody change. */
function isOfAnotherFlow({ verificationFlow }: { verificationFlow: string | null }) {
  const { asks } = currentPolicy();
  const flow = asks.type === "verification_flow" ? asks.flow : null;
  return verificationFlow !== flow;
}

/** `keyedBy`: the end of its idempotency key. */
async function createSession(
  viewer: Viewer,
  demand: SessionDemand,
  verification: Verification,
  keyedBy: string,
  forAccount: ForAccount | null,
): Promise<{ id: string }> {
  const related = await relatedOf(viewer);
  const relatedPerson = forAccount?.person ?? null;
  const create = (ordinal: number) =>
    createVerificationSession({
      ...demand,
      subject: { userId: viewer.userId, verificationId: verification.id },
      returnUrl: `${env().appUrl}${forAccount?.returnPath ?? "/verify/submitted"}`,
      related,
      relatedPerson,
      idempotencyKey: `verification:${verification.id}:session:${ordinal}${keyedBy}`,
    });
  try {
    return await create(verification.sessionOrdinal);
  } catch (error) {
    const isSpent = isAppError(error) && (error.replayed || error.code === "stripe_key_reused");
    if (!isSpent) throw error;
    // The call that failed may have made its session all the same.
    const made =
      error.replayed && (await findOpenSession(viewer.userId, verification.id, relatedPerson?.person ?? null));
    if (made) return made;
    // With other parameters, because the policy or the address changed since, what was made then is not lost: its events
    // name this verification. For now a new one is needed.
    const { sessionOrdinal } = await db.verification.update({
      where: { id: verification.id },
      data: { sessionOrdinal: verification.sessionOrdinal + 1 },
    });
    return create(sessionOrdinal);
  }
}
