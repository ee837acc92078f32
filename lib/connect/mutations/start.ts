import "server-only";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { refused, withStripe } from "@/lib/connect/mutations/press";
import { sealTerms } from "@/lib/connect/mutations/terms";
import { mayStartAccount } from "@/lib/connect/rules";
import type { ConnectResult, startAccountInput } from "@/lib/connect/schema";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db, type Tx } from "@/lib/db/client";
import { isAppError } from "@/lib/errors";
import { lockPerson, readerOf, writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { sellerTermsVersion } from "@/lib/policy/requirements";
import { type Changed, type CreateAccount, createAccount, findAccount } from "@/lib/stripe/accounts";
import { now } from "@/lib/time";
import { isDeletionRunning } from "@/lib/verification/deletion";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";
import type { ConnectedAccount } from "@/prisma/generated/client";

/**
 * Begins the seller's one account: our row stands before Stripe is called, with the acceptance of the terms, and the idempotency
 * key follows from it, so that twenty parallel presses, or one whose answer was lost, are one account. What the first of them
 * sent is what is created.
 */
export async function startConnectedAccount(
  viewer: Viewer,
  input: z.output<typeof startAccountInput>,
): Promise<ConnectResult> {
  if (!(await isWithinPersonLimit(viewer.userId, "connect"))) return { ok: false, code: "too_often" };
  const row = await db.$transaction((tx) => openAccount(tx, viewer, input));
  if (!row.ok) return { ok: false, code: row.why };
  const { account } = row;
  const terms = await termsOf(account);
  // A deletion ended since: nobody's account is begun with terms that nobody is known to have accepted.
  if (!terms) return { ok: false, code: "being_deleted" };
  return withStripe(account.id, async (): Promise<ConnectResult> => {
    const created = await createFrom(account, terms);
    if (!created.ok) {
      await forget(account);
      return refused(created.problem);
    }
    await db.connectedAccount.updateMany({
      where: { id: account.id, stripeId: null },
      data: { stripeId: created.id },
    });
    await syncConnectedAccount(created.id);
    return { ok: true };
  });
}

/**
 * The seller's row, begun when there is none; one whose account stands already is an answer. A row whose terms a deletion has erased is
 * begun anew by this press: under the same id, so that an account which a call made whose answer was lost is found all the same.
 */
async function openAccount(tx: Tx, viewer: Viewer, input: z.output<typeof startAccountInput>) {
  const { userId } = viewer;
  await lockPerson(tx, userId);
  const known = await tx.connectedAccount.findUnique({ where: { userId } });
  const allowed = mayStartAccount({ account: known, beingDeleted: await isDeletionRunning(tx, userId) });
  if (!allowed.ok) return allowed;
  if (known && known.termsAddress !== null) return { ok: true as const, account: known };

  const { country, businessType, capabilities, terms } = input;
  const id = known?.id ?? randomUUID();
  const begun = { country, businessType, capabilities, ...sealTerms(await writerOf(tx, userId), id, terms) };
  const account = known
    ? await tx.connectedAccount.update({ where: { id }, data: { ...begun, erasedAt: null } })
    : await tx.connectedAccount.create({ data: { id, userId, createdAt: now(), ...begun } });
  await appendAudit(tx, viewer, [{ action: "account.started", targetId: id, subject: `terms:${sellerTermsVersion}` }]);
  return { ok: true as const, account };
}

/** The acceptance of the terms as the row has it; null: its address is erased. */
async function termsOf({ id, userId, ...row }: ConnectedAccount): Promise<CreateAccount["terms"] | null> {
  const reader = readerOf(await db.dataKey.findMany({ where: { userId, destroyedAt: null } }));
  const address = reader?.open(row.termsAddress, place.accountField("terms_address", id)) ?? null;
  if (address === null) return null;
  const agent = reader?.open(row.termsAgent, place.accountField("terms_agent", id)) ?? null;
  return { at: row.termsAcceptedAt ?? row.createdAt, address, agent };
}

/** Stripe API, idempotent requests: a key is kept for a day. Less, by more than a press takes. */
const keyKeptMs = 23 * 60 * 60 * 1000;

/**
 * Creates the account at Stripe by what its row says, whoever presses; or finds the one that a call made all the same which failed, or
 * whose answer was lost. The row goes where the failure is final and nothing was made.
 */
async function createFrom(account: ConnectedAccount, terms: CreateAccount["terms"]): Promise<Changed<{ id: string }>> {
  // Stripe may have forgotten the key, and with it what was made by it.
  if (account.createdAt.getTime() < now().getTime() - keyKeptMs) {
    const made = await findAccount(account.userId, account.createdAt);
    if (made) return { ok: true, ...made };
  }
  const businessType = businessTypeOf(account);
  try {
    return await createAccount({
      userId: account.userId,
      country: account.country,
      businessType,
      capabilities: account.capabilities,
      terms,
      idempotencyKey: `connected_account:${account.id}`,
    });
  } catch (error) {
    const isSpent =
      isAppError(error) && (error.replayed || error.code === "stripe_key_reused" || error.code === "stripe_refused");
    if (!isSpent) throw error;
    // Stripe would give this answer for a day, whatever the call has made.
    const made = await findAccount(account.userId, account.createdAt);
    if (made) return { ok: true, ...made };
    // The next press is a new row with a new key.
    await forget(account);
    throw error;
  }
}

const businessTypeOf = ({ businessType }: ConnectedAccount) =>
  businessType === "company" || businessType === "non_profit" || businessType === "government_entity"
    ? businessType
    : "individual";

/** Removes a row for which Stripe made nothing, so that the seller may choose anew. */
async function forget({ id }: ConnectedAccount): Promise<void> {
  await db.connectedAccount.deleteMany({ where: { id, stripeId: null } });
}
