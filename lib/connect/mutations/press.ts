import "server-only";
import { createHash } from "node:crypto";
import type { AuditAction } from "@/lib/audit/actions";
import { appendAudit } from "@/lib/audit/log";
import { type Answerer, completeInvitation, isInvited, recordInvitedAnswer, sellerOf } from "@/lib/connect/invited";
import { isSentAnew, noteSending, recordAnswers, recordChange } from "@/lib/connect/mutations/history";
import type { ConnectResult } from "@/lib/connect/schema";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db } from "@/lib/db/client";
import { type AppError, isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { lockPerson } from "@/lib/pii/person";
import type { Changed, FieldProblem } from "@/lib/stripe/accounts";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";
import type { Prisma } from "@/prisma/generated/client";

/** Stripe's refusal of one value, for the field that it stands in. */
export const refused = (problem: FieldProblem): ConnectResult => ({
  ok: false,
  code: "field",
  problems: [{ entry: problem.field, code: problem.code, sentence: problem.sentence }],
});

/** Runs calls of Stripe's for a press; what Stripe could not or would not do is an answer to it, and logged. */
export async function withStripe<T>(
  accountId: string,
  work: () => Promise<T>,
): Promise<T | { ok: false; code: "stripe_unavailable" | "stripe_busy" | "stripe_refused" }> {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    log.error("a seller's press could not be carried out at Stripe", { accountId, code: error.code }, error);
    return { ok: false, code: error.code };
  }
}

const withPeople = {
  persons: {
    where: { removedAt: null },
    select: { id: true, roles: true, percentOwnership: true, verificationStatus: true },
  },
} satisfies Prisma.ConnectedAccountInclude;

/** The account of whoever presses, with its people; null before it is begun. */
export const readMine = (who: Answerer) =>
  db.connectedAccount.findUnique({ where: { userId: sellerOf(who) }, include: withPeople });

/** An account as a press of its seller's works with it. */
export type Mine = NonNullable<Awaited<ReturnType<typeof readMine>>>;

/** One press of the form is one call, and another press or other values are another: Stripe keeps a key for a day. */
export const keyOf = (account: Mine, what: string, press: string, values: unknown) =>
  `connected_account:${account.id}:${what}:${press}:${createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 32)}`;

/**
 * One press: counted, carried out at Stripe, written to the audit log, and then everything is read anew. `entries`: for which
 * something was sent, by Stripe's names.
 */
export async function press(
  who: Answerer,
  account: Mine,
  audit: { action: AuditAction; subject?: string | null },
  change: (stripeId: string) => Promise<Changed>,
  entries: readonly string[] = [],
): Promise<ConnectResult> {
  const { stripeId } = account;
  if (stripeId === null) return { ok: false, code: "not_started" };
  const limit = isInvited(who) ? "invited" : "connect";
  if (!(await isWithinPersonLimit(sellerOf(who), limit))) return { ok: false, code: "too_often" };
  return withStripe(account.id, async (): Promise<ConnectResult> => {
    const isAnew = await isSentAnew(account, entries);
    const takeBack = await noteSending(account, entries);
    const changed = await change(stripeId).catch(async (error) => {
      if (!isAppError(error, "stripe_refused")) throw error;
      await takeBack();
      const gone = mayBeGone(error) ? await whatIsGone(who, account, stripeId, audit.subject) : null;
      if (!gone) throw error;
      return gone;
    });
    if ("code" in changed) return changed;
    if (!changed.ok) {
      await takeBack();
      return refused(changed.problem);
    }
    await db.$transaction(async (tx) => {
      await lockPerson(tx, account.userId);
      await recordAnswers(tx, account.id, entries);
      if (isAnew) await recordChange(tx, account.id);
      if (isInvited(who)) await recordInvitedAnswer(tx, who);
      else await appendAudit(tx, who, [{ targetId: account.id, ...audit }]);
    });
    await syncAfter(account, stripeId);
    if (isInvited(who)) await completeInvitation(who);
    return { ok: true };
  });
}

/** Stripe knows no such account or person, or shows it to our key no more. */
const mayBeGone = ({ status }: AppError) => status === 404 || status === 403;

/** What Stripe has no more of what was to be changed, by its word of now; null: all is there. */
async function whatIsGone(
  who: Answerer,
  account: Mine,
  stripeId: string,
  subject: string | null = null,
): Promise<{ ok: false; code: "closed" | "not_there" } | null> {
  await syncAfter(account, stripeId);
  const now = await readMine(who);
  if (now?.status === "closed") return { ok: false, code: "closed" };
  const has = (held: Mine | null) => held?.persons.some(({ id }) => id === subject);
  return has(account) && !has(now) ? { ok: false, code: "not_there" } : null;
}

/** What was sent is at Stripe: a sync that fails now does not undo it, and the webhook brings another. */
async function syncAfter(account: Mine, stripeId: string): Promise<void> {
  try {
    await syncConnectedAccount(stripeId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    log.warn("an account could not be read after a change", { accountId: account.id, code: error.code }, error);
  }
}
