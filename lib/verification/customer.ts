import "server-only";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db, type Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError, isAppError } from "@/lib/errors";
import { enqueueCustomers } from "@/lib/jobs/enqueue";
import { readerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { currentPolicy } from "@/lib/policy/requirements";
import {
  type CustomerWord,
  createCustomer,
  findCustomer,
  isCustomerDeleted,
  isCustomerThere,
  updateCustomer,
} from "@/lib/stripe/customers";
import type { Related } from "@/lib/stripe/identity";
import { now } from "@/lib/time";
import type { Customer, Verification } from "@/prisma/generated/client";

/*
 * A person's Stripe customer. What it must say is a row, written with what it follows from; a job tells Stripe, as often as it
 * takes and each revision under one idempotency key. So a customer is told once, whatever is repeated or dies in between.
 */

const keyOf = ({ userId, revision }: Pick<Customer, "userId" | "revision">) => `customer:${userId}:${revision}`;

/** Whether Stripe keeps a failure under this key, or other values: another call with it is useless. */
const isSpent = (error: unknown) => isAppError(error) && (error.replayed || error.code === "stripe_key_reused");

/** Gives the row another idempotency key; parallel calls that saw the same row give it one. */
const takeNextKey = ({ userId, revision }: Customer) =>
  db.customer.updateMany({ where: { userId, revision }, data: { revision: revision + 1 } });

/**
 * To whom the person's next VerificationSession is related, as the policy says; makes the customer where there is none, or
 * none any more. Fails as the gateway does.
 */
export async function relatedOf(viewer: Viewer): Promise<Related> {
  const { userId } = viewer;
  switch (currentPolicy().customers) {
    case "none":
      return null;
    case "account": {
      const account = await db.connectedAccount.findUnique({ where: { userId }, select: { stripeId: true } });
      return account?.stripeId ? { customerAccount: account.stripeId } : null;
    }
    case "customer":
      return { customer: await customerOf(viewer) };
  }
}

async function customerOf({ userId, email }: Viewer): Promise<string> {
  await db.customer.createMany({ data: [{ userId, createdAt: now(), changedAt: now() }], skipDuplicates: true });
  const row = await db.customer.findUniqueOrThrow({ where: { userId } });
  if (row.stripeId !== null) {
    if (await isCustomerThere(row.stripeId)) return row.stripeId;
    // Somebody deleted it in the Dashboard; a session could not be related to it.
    await db.customer.updateMany({
      where: { userId, stripeId: row.stripeId },
      data: { stripeId: null, status: "pending", sessionId: null, revision: row.revision + 1, createdAt: now() },
    });
  }
  const { id, revision } = await create(await db.customer.findUniqueOrThrow({ where: { userId } }), email);
  await db.customer.updateMany({
    where: { userId, stripeId: null },
    data: { stripeId: id, writtenRevision: revision },
  });
  // What it must say may have changed since, or never was "pending".
  const kept = await db.customer.findUniqueOrThrow({ where: { userId } });
  if (kept.revision > kept.writtenRevision) await enqueueCustomers(db, [userId]);
  return kept.stripeId ?? id;
}

/** Stripe API, idempotent requests: a key is kept for a day. Less, by more than a press takes. */
const keyKeptMs = 23 * 60 * 60 * 1000;

async function create(row: Customer, email: string): Promise<{ id: string; revision: number }> {
  const { userId } = row;
  if (row.stripeId !== null) return { id: row.stripeId, revision: row.writtenRevision };
  // Stripe may have forgotten the key, and with it what was made by it.
  if (row.createdAt.getTime() < now().getTime() - keyKeptMs) {
    const made = await findCustomer(userId, row.createdAt);
    if (made) return { ...made, revision: 0 };
    await db.customer.updateMany({ where: { userId, stripeId: null }, data: { createdAt: now() } });
  }
  const word = { status: "pending", userId, email: mailFor(email) } as const;
  try {
    return { ...(await createCustomer(word, keyOf(row))), revision: row.revision };
  } catch (error) {
    if (!isSpent(error)) throw error;
    await takeNextKey(row);
    // The call that failed may have made it all the same.
    const made = await findCustomer(userId, row.createdAt);
    if (made) return { ...made, revision: row.revision };
    const next = await db.customer.findUniqueOrThrow({ where: { userId } });
    return { ...(await createCustomer(word, keyOf(next))), revision: next.revision };
  }
}

/** The mail address, where the policy lets a customer have it. */
const mailFor = (email: string) => (currentPolicy().customerDetails === "none" ? null : email);

/** What a customer must say follows from the person's newest verification. */
export function wordOf(
  newest: Pick<Verification, "status" | "currentSessionId" | "redactionRequestedAt"> | null,
): Pick<Customer, "status" | "sessionId"> {
  if (newest?.redactionRequestedAt) return { status: "redacted", sessionId: null };
  if (newest?.status === "verified" && newest.currentSessionId !== null) {
    return { status: "verified", sessionId: newest.currentSessionId };
  }
  return { status: "pending", sessionId: null };
}

/**
 * Writes down what the person's customer must say now, and a job that tells Stripe, where that is news. For the transaction
 * that has changed a verification, at its end: who holds a customer waits for no person's lock. Nothing happens for a person
 * without a customer.
 */
export async function settleCustomer(tx: Tx, userId: string): Promise<void> {
  // The lock first: what is read after it is at least as new as what the one before it has read.
  const locked = await tx.$queryRaw<object[]>`select from customer where user_id = ${userId}::uuid for no key update`;
  if (locked.length === 0) return;
  const row = await tx.customer.findUniqueOrThrow({ where: { userId } });
  const newest = await tx.verification.findFirst({ where: { userId }, orderBy: { referenceNumber: "desc" } });
  const word = wordOf(newest);
  if (word.status === row.status && word.sessionId === row.sessionId) return;
  await tx.customer.update({
    where: { userId },
    data: { ...word, revision: row.revision + 1, changedAt: now() },
  });
  await enqueueCustomers(tx, [userId]);
}

/**
 * Tells Stripe what the customer must say, unless it knows. `absent`: Stripe has no such customer. Fails as the gateway does;
 * the next attempt then tells it. One at a time for each person.
 */
export async function writeCustomer(userId: string): Promise<"written" | "unchanged" | "absent"> {
  const row = await db.customer.findUnique({ where: { userId } });
  if (!row || row.writtenRevision >= row.revision) return "unchanged";
  // A creation whose answer was lost.
  const stripeId = row.stripeId ?? (await findCustomer(userId, row.createdAt))?.id ?? null;
  const there = stripeId !== null && (await tell(row, stripeId));
  if (stripeId !== null && !there) await refuseWhereHidden(userId, stripeId);
  if (row.stripeId === null) await db.customer.updateMany({ where: { userId, stripeId: null }, data: { stripeId } });
  await db.customer.updateMany({
    where: { userId, writtenRevision: { lt: row.revision } },
    data: { writtenRevision: row.revision },
  });
  return there ? "written" : "absent";
}

/**
 * Stripe answers a customer that was deleted as such, but for test data that somebody had deleted in the Dashboard. A live one of which
 * it knows nothing is another account's or mode's: it still says what it was told last, also of somebody whose data were to be
 * deleted, and is to be told with the key that made it.
 */
async function refuseWhereHidden(userId: string, stripeId: string): Promise<void> {
  const live = { verification: { userId }, livemode: true };
  const isLive = env().stripe.livemode || (await db.verificationSession.findFirst({ where: live })) !== null;
  if (!isLive || (await isCustomerDeleted(stripeId))) return;
  throw new AppError("stripe_refused", "our key finds no customer that Stripe is to be told of", { status: 404 });
}

async function tell(row: Customer, stripeId: string): Promise<boolean> {
  try {
    return await updateCustomer(stripeId, await toWord(row), keyOf(row));
  } catch (error) {
    if (isSpent(error)) await takeNextKey(row);
    throw error;
  }
}

async function toWord({ userId, status, sessionId }: Customer): Promise<CustomerWord> {
  if (status === "redacted") return { status };
  if (status === "verified" && sessionId !== null) {
    return { status, userId, sessionId, name: await nameFor(userId, sessionId) };
  }
  const { email } = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
  return { status: "pending", userId, email: mailFor(email) };
}

/** The name that was verified, where the policy lets a customer have it and we keep it. */
async function nameFor(userId: string, sessionId: string): Promise<string | null> {
  if (currentPolicy().customerDetails !== "full") return null;
  const [session, dataKeys] = await Promise.all([
    db.verificationSession.findUnique({
      where: { id: sessionId },
      select: { outputFirstName: true, outputLastName: true },
    }),
    db.dataKey.findMany({ where: { userId, destroyedAt: null } }),
  ]);
  const reader = readerOf(dataKeys);
  if (!session || !reader) return null;
  const names = [
    reader.open(session.outputFirstName, place.outputFirstName(sessionId)),
    reader.open(session.outputLastName, place.outputLastName(sessionId)),
  ];
  // Stripe API, customers: a name has at most 256 characters.
  return names.filter(Boolean).join(" ").slice(0, 256) || null;
}
