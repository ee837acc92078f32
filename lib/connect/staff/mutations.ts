import "server-only";
import { randomUUID } from "node:crypto";
import type { RevealReason } from "@/lib/audit/actions";
import { appendAudit } from "@/lib/audit/log";
import { type Answer, may } from "@/lib/auth/permissions";
import { isPermitted, type Viewer } from "@/lib/auth/viewer-of-token";
import { askedByHandAt, askedMailKey } from "@/lib/connect/asked-line";
import { readAccountOf } from "@/lib/connect/data";
import { askedLists } from "@/lib/connect/schema";
import { sellersCipher } from "@/lib/connect/sealing";
import {
  type AccountFacts,
  mayAskAgain,
  mayOpenStripePage,
  mayRefreshAccount,
  mayRevealPersons,
  mayTakeBackAsk,
} from "@/lib/connect/staff/rules";
import type {
  AccountActionResult,
  AccountRefusal,
  AskResult,
  RevealedPersons,
  SeveralAsked,
  TakenBack,
} from "@/lib/connect/staff/schema";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { restoreAskedAt } from "@/lib/connect/unsent-mail";
import { db, type Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { enqueueMails, takeBackMail } from "@/lib/mail/outbox";
import { isUnreadable } from "@/lib/pii/keyring";
import { lockPerson } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { takeBackSeconds } from "@/lib/policy/limits";
import { createAccountLink } from "@/lib/stripe/accounts";
import { now } from "@/lib/time";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";
import type { ConnectedAccount } from "@/prisma/generated/client";

type Refused = { ok: false; code: AccountRefusal };
const refuse = (code: AccountRefusal): Refused => ({ ok: false, code });

/** The account, where the rule lets this viewer act; an account that is not there is answered as one that was never begun. */
async function accountFor(
  tx: Pick<Tx, "connectedAccount" | "$queryRaw">,
  id: string,
  rule: (facts: AccountFacts) => Answer<AccountRefusal>,
): Promise<{ ok: true; account: ConnectedAccount } | Refused> {
  const account = await tx.connectedAccount.findUnique({ where: { id } });
  if (!account) return refuse("not_there");
  const [asked] = await tx.$queryRaw<Pick<AccountFacts, "askedByHandAt">[]>`
    select ${askedByHandAt} as "askedByHandAt" from connected_account a where a.id = ${id}::uuid`;
  const allowed = rule({ ...account, askedByHandAt: asked?.askedByHandAt ?? null });
  return allowed.ok ? { ok: true, account } : refuse(allowed.why);
}

/** Runs what talks to Stripe, or seals or opens what is kept, and turns its failures into an answer for the person. */
async function answering<Done>(id: string, work: () => Promise<Done>): Promise<Done | Refused> {
  try {
    return await work();
  } catch (error) {
    if (isUnreadable(error)) {
      log.error("what is kept of a seller cannot be decrypted", { accountId: id, code: error.code }, error);
      return refuse("unreadable");
    }
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    log.error("an action of staff on an account failed at Stripe", { accountId: id, code: error.code }, error);
    return refuse(error.code === "stripe_refused" ? "stripe_refused" : "stripe_unavailable");
  }
}

/** Reads the account from Stripe now. */
export async function refreshAccount(viewer: Viewer<"accounts.refresh">, id: string): Promise<AccountActionResult> {
  const found = await accountFor(db, id, (facts) => mayRefreshAccount(viewer, facts));
  if (!found.ok) return found;
  const { stripeId } = found.account;
  if (stripeId === null) return refuse("not_started");
  if (!(await isWithinPersonLimit(viewer.userId, "staff_sync"))) return refuse("too_often");
  return answering(id, async () => {
    await syncConnectedAccount(stripeId);
    await appendAudit(db, viewer, [{ action: "account.refreshed", targetId: id, subject: stripeId }]);
    return { ok: true as const };
  });
}

/**
 * Writes to the seller about everything that is due, at most once a day. Its mail goes out if and only if this is written down,
 * and waits long enough to be taken back; what is no longer due when the worker sends it is not asked for. `line` is sealed
 * under the seller's key.
 */
export async function askAgain(
  viewer: Viewer<"accounts.ask">,
  { id, line }: { id: string; line: string },
): Promise<AskResult> {
  return answering(id, () => db.$transaction((tx) => writeAsk(tx, viewer, id, line)));
}

async function writeAsk(tx: Tx, viewer: Viewer<"accounts.ask">, id: string, line: string): Promise<AskResult> {
  const owner = await tx.connectedAccount.findUnique({ where: { id }, select: { userId: true } });
  if (!owner) return refuse("not_there");
  const { userId } = owner;
  // Two who press at once write one mail.
  await lockPerson(tx, userId);
  const at = now();
  const found = await accountFor(tx, id, (facts) => mayAskAgain(viewer, facts, at));
  if (!found.ok) return found;
  const cipher = await sellersCipher(tx, userId);
  if (!cipher) return refuse("closed");

  const askId = randomUUID();
  const sealed = cipher.seal(line === "" ? null : line, place.accountAskLine(askId));
  await tx.accountAsk.create({
    data: { id: askId, accountId: id, staffId: viewer.userId, askedAt: at, line: sealed },
  });
  const mail = { key: askedMailKey(askId), userId, kind: "seller_asked", deadline: found.account.dueBy } as const;
  await enqueueMails(tx, [mail], takeBackSeconds);
  await tx.requirement.updateMany({
    where: { accountId: id, closedAt: null, list: { in: [...askedLists] } },
    data: { askedAt: at },
  });
  await appendAudit(tx, viewer, [{ action: "account.asked", targetId: id, subject: askId }]);
  return { ok: true, askId };
}

/**
 * Writes to several sellers, as `askAgain` to each, whatever becomes of the others. The press is in the audit log before the
 * first, and each account has its own entry.
 */
export async function askSeveral(
  viewer: Viewer<"accounts.ask_several">,
  ids: readonly string[],
): Promise<SeveralAsked> {
  if (!may(viewer.role, "accounts.ask_several") || !isPermitted(viewer, "accounts.ask")) return refuse("not_allowed");
  if (!(await isWithinPersonLimit(viewer.userId, "staff_ask_several"))) return refuse("too_often");
  await appendAudit(db, viewer, [{ action: "accounts.asked", targetId: "accounts", subject: `chosen:${ids.length}` }]);
  const accounts = [];
  for (const id of ids) accounts.push({ id, result: await askAgain(viewer, { id, line: "" }) });
  return { ok: true, accounts };
}

/** Takes back what the viewer wrote, as long as no worker has taken its mail up: then nothing was asked, and can be today. */
export async function takeBackAsk(viewer: Viewer<"accounts.ask">, askId: string): Promise<AccountActionResult> {
  return db.$transaction(async (tx): Promise<AccountActionResult> => {
    const ask = await tx.accountAsk.findUnique({
      where: { id: askId },
      select: { staffId: true, account: { select: { id: true, userId: true } } },
    });
    const allowed = mayTakeBackAsk(viewer, ask);
    if (!allowed.ok) return refuse(allowed.why);
    if (!ask) return refuse("not_there");
    const { id: accountId, userId } = ask.account;
    await lockPerson(tx, userId);
    if (!(await takeBackMail(tx, askedMailKey(askId)))) return refuse("already_sent");
    await tx.accountAsk.delete({ where: { id: askId } });
    await restoreAskedAt(tx, accountId, userId);

    // A mail of our own may have waited for this one.
    await tx.connectedAccount.update({ where: { id: accountId }, data: { mailAt: now() } });
    await appendAudit(tx, viewer, [{ action: "account.ask_taken_back", targetId: accountId, subject: askId }]);
    return { ok: true };
  });
}

/** The same for what one press wrote to several. */
export async function takeBackSeveral(viewer: Viewer<"accounts.ask">, askIds: readonly string[]): Promise<TakenBack> {
  if (!may(viewer.role, "accounts.ask")) return refuse("not_allowed");
  const taken = [];
  for (const askId of askIds) if ((await takeBackAsk(viewer, askId)).ok) taken.push(askId);
  return { ok: true, askIds: taken };
}

/** Names of the account's persons and where payouts go. Who looked and why is written to the audit log before it is shown. */
export async function revealPersons(
  viewer: Viewer<"accounts.persons">,
  { id, reason }: { id: string; reason: RevealReason },
): Promise<({ ok: true } & RevealedPersons) | Refused> {
  const found = await accountFor(db, id, (facts) => mayRevealPersons(viewer, facts));
  if (!found.ok) return found;
  if (!(await isWithinPersonLimit(viewer.userId, "staff_reveal"))) return refuse("too_often");
  const account = await answering(id, () => readAccountOf(found.account.userId));
  if (!account) return refuse("not_there");
  if ("ok" in account) return account;
  const opened = [
    ...account.persons.map((person) => person.id),
    ...(account.payoutAccounts.length > 0 ? ["payout_accounts"] : []),
  ];
  await db.$transaction((tx) =>
    appendAudit(
      tx,
      viewer,
      opened.map((subject) => ({ action: "account.persons_revealed" as const, targetId: id, subject, reason })),
    ),
  );
  return {
    ok: true,
    persons: account.persons.map(({ id, firstName, lastName, title, email }) => ({
      ...{ id, firstName, lastName, title, email },
    })),
    payoutAccounts: account.payoutAccounts,
  };
}

/** Stripe's own page for this seller: an address that works once, made on the press, handed on and never kept. */
export async function createStripePage(
  viewer: Viewer<"accounts.link">,
  id: string,
): Promise<{ ok: true; url: string } | Refused> {
  const found = await accountFor(db, id, (facts) => mayOpenStripePage(viewer, facts));
  if (!found.ok) return found;
  const { stripeId } = found.account;
  if (stripeId === null) return refuse("not_started");
  if (!(await isWithinPersonLimit(viewer.userId, "staff_sync"))) return refuse("too_often");
  return answering(id, async () => {
    const page = new URL(`/connect/accounts/${id}`, env().appUrl).href;
    const { url } = await createAccountLink(stripeId, { kind: "onboarding", refreshUrl: page, returnUrl: page });
    await appendAudit(db, viewer, [{ action: "account.hosted_page_opened", targetId: id, subject: stripeId }]);
    return { ok: true as const, url };
  });
}
