import "server-only";
import { createHmac, randomBytes } from "node:crypto";
import type { z } from "zod";
import type { Locale } from "@/i18n/locales";
import { appendAudit } from "@/lib/audit/log";
import { countRequest, isWithinRequestLimits } from "@/lib/auth/request-limits";
import { hashLinkToken, hashSessionToken } from "@/lib/auth/token";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { toBusinessName } from "@/lib/connect/business-name";
import { readInvitedTasks } from "@/lib/connect/data";
import { invitationState } from "@/lib/connect/invitation-state";
import { mayAnswer, mayInvite, mayRevoke } from "@/lib/connect/rules";
import type { ConnectResult, Invitation, invitePersonInput, revokeInvitationInput } from "@/lib/connect/schema";
import { sellersCipher } from "@/lib/connect/sealing";
import { db, type Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { networkOf } from "@/lib/http/network";
import type { Composed, NewMail } from "@/lib/mail/outbox";
import { enqueueMails } from "@/lib/mail/outbox";
import { personMail } from "@/lib/mail/person-mail";
import { lockPerson, readerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import {
  invitationAddressDays,
  invitationLimits,
  invitationSeconds,
  invitationsPerDay,
  invitedSessionSeconds,
} from "@/lib/policy/limits";
import { now } from "@/lib/time";
import { countPersonAction } from "@/lib/verification/person-limit";

const dayMs = 24 * 60 * 60 * 1000;

const mailPrefix = "invited:";
const mailKeyOf = (invitationId: string) => `${mailPrefix}${invitationId}`;

/**
 * The token of a link, 256 bits. Half of what it follows from lies in the row and half in the environment, so that a mail can be
 * handed over again with the same link, and neither half alone opens anything.
 */
const tokenOf = (seed: Uint8Array) =>
  createHmac("sha256", env().nextAuthSecret).update("invitation:").update(seed).digest("base64url");

const hashOf = (token: string) => hashLinkToken(token, env().nextAuthSecret);

const withPersons = {
  persons: { where: { removedAt: null }, select: { id: true, userId: true } },
} as const;

/**
 * Asks somebody of the seller's company for her own data: one mail to this address, with a link that works once, for a day. What
 * was sent to her before leads nowhere from then on. The same press sent twice is one mail.
 */
export async function invitePerson(
  viewer: Viewer,
  { press: id, person, email }: z.output<typeof invitePersonInput>,
): Promise<ConnectResult> {
  const { userId } = viewer;
  const account = await db.connectedAccount.findUnique({ where: { userId }, include: withPersons });
  const holder = account?.persons.find((one) => one.id === person) ?? null;
  const tasks = account && holder ? await readInvitedTasks({ accountId: account.id, personId: person }) : [];
  const allowed = mayInvite(account, holder && { isSeller: holder.userId !== null, openTasks: tasks.length });
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };

  const known = await db.personInvitation.findUnique({ where: { id }, select: { accountId: true } });
  if (known) return known.accountId === account.id ? { ok: true } : { ok: false, code: "nothing_to_send" };
  const at = now();
  const seed = Uint8Array.from(randomBytes(32));
  const expiresAt = new Date(at.getTime() + invitationSeconds * 1000);
  return db.$transaction(async (tx): Promise<ConnectResult> => {
    const cipher = await sellersCipher(tx, userId);
    if (!cipher) return { ok: false, code: "erased" };
    // Another press may have been first.
    if (await tx.personInvitation.findUnique({ where: { id }, select: { id: true } })) return { ok: true };
    if (!(await mayMail(tx, viewer, { accountId: account.id, personId: person, email }))) {
      return { ok: false, code: "invited_often" };
    }
    await revoke(tx, viewer, account.id, person, at);
    await tx.personInvitation.create({
      data: {
        ...{ id, accountId: account.id, personId: person, seed, createdAt: at, expiresAt },
        email: cipher.sealText(email, place.invitationEmail(id)),
        tokenHash: hashOf(tokenOf(seed)),
        asked: tasks.flatMap(({ entries }) => entries.map(({ entry }) => entry.key)).sort(),
      },
    });
    await enqueueMails(tx, [{ key: mailKeyOf(id), userId, kind: "person_invited", deadline: expiresAt }]);
    await appendAudit(tx, viewer, [{ action: "account.person_invited", targetId: account.id, subject: id }]);
    return { ok: true };
  });
}

/** Whether another mail may go to this person and this address now, and from this seller; if so it counts. */
async function mayMail(
  tx: Tx,
  { userId }: Viewer,
  { accountId, personId, email }: { accountId: string; personId: string; email: string },
): Promise<boolean> {
  const createdAt = { gt: new Date(now().getTime() - dayMs) };
  const today = await tx.personInvitation.count({ where: { accountId, personId, createdAt } });
  return (
    today < invitationsPerDay &&
    (await countPersonAction(tx, userId, "invite")) &&
    (await countRequest(tx, [{ kind: "invited email", value: email, atMost: invitationLimits.perEmail }]))
  );
}

/** Takes back the link that a person was sent, and ends what she has open with it. */
export async function revokeInvitation(
  viewer: Viewer,
  { person }: z.output<typeof revokeInvitationInput>,
): Promise<ConnectResult> {
  const account = await db.connectedAccount.findUnique({ where: { userId: viewer.userId }, include: withPersons });
  const allowed = mayRevoke(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  return db.$transaction(async (tx): Promise<ConnectResult> => {
    await lockPerson(tx, viewer.userId);
    const taken = await revoke(tx, viewer, account.id, person, now());
    return taken ? { ok: true } : { ok: false, code: "not_there" };
  });
}

/** Ends the link of this person that counts; false when there is none. */
async function revoke(tx: Tx, viewer: Viewer, accountId: string, personId: string, at: Date): Promise<boolean> {
  const revoked = await tx.personInvitation.updateManyAndReturn({
    where: { accountId, personId, revokedAt: null },
    data: { revokedAt: at, seed: null, sessionHash: null },
    select: { id: true },
  });
  await appendAudit(
    tx,
    viewer,
    revoked.map(({ id }) => ({ action: "account.invitation_revoked" as const, targetId: accountId, subject: id })),
  );
  return revoked.length > 0;
}

/** More than a page shows, and the bound of what one costs. */
const shownInvitations = 200;

/** Whom the seller has asked by mail, when, for what, and what came of it; newest first, at most 200. */
export async function readInvitations({ userId }: Viewer): Promise<Invitation[]> {
  const [rows, keys] = await Promise.all([
    db.personInvitation.findMany({
      where: { account: { userId } },
      orderBy: [{ createdAt: "desc" }, { id: "asc" }],
      take: shownInvitations,
    }),
    db.dataKey.findMany({ where: { userId, destroyedAt: null } }),
  ]);
  const mails = await db.mail.findMany({
    where: { key: { in: rows.map(({ id }) => mailKeyOf(id)) } },
    select: { key: true, outcome: true },
  });
  const reader = readerOf(keys);
  const at = now();
  return rows.map((row) => {
    const mail = mails.find(({ key }) => key === mailKeyOf(row.id))?.outcome ?? null;
    return {
      id: row.id,
      person: row.personId,
      state: invitationState({ ...row, mail }, at),
      email: reader?.open(row.email, place.invitationEmail(row.id)) ?? null,
      asked: row.asked,
      invitedAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      openedAt: row.openedAt?.toISOString() ?? null,
      completedAt: row.completedAt?.toISOString() ?? null,
    };
  });
}

const linked = {
  account: { select: { id: true, userId: true, status: true, stripeId: true, name: true, erasedAt: true } },
} as const;

/** Why a link does not work, for whoever opens it. */
export const deadLinks = ["used", "expired", "revoked", "unknown", "too_many"] as const;

type DeadLink = (typeof deadLinks)[number];

/** What a link says to whoever has it. `business`: who asks; null: its name is not known. */
export type ReadInvitation =
  | { works: true; business: string | null }
  | { works: false; why: Exclude<DeadLink, "too_many"> };

/** Reads a link and uses nothing up: programs that look through mails open links, too. */
export async function readInvitation(token: string): Promise<ReadInvitation> {
  const row = await db.personInvitation.findUnique({ where: { tokenHash: hashOf(token) }, include: linked });
  if (!row) return { works: false, why: "unknown" };
  if (row.revokedAt || !mayAnswer(row.account).ok || row.account.erasedAt) return { works: false, why: "revoked" };
  if (row.openedAt) return { works: false, why: "used" };
  if (row.expiresAt <= now()) return { works: false, why: "expired" };
  return { works: true, business: await readBusiness(row.account) };
}

/** The name of shop or company; null: not known, or erased. */
async function readBusiness({ id, userId, name }: { id: string; userId: string; name: Uint8Array | null }) {
  const keys = await db.dataKey.findMany({ where: { userId, destroyedAt: null } });
  return toBusinessName(readerOf(keys)?.open(name, place.accountField("name", id)) ?? null);
}

/** A session that a link was exchanged for; its token is kept nowhere here. */
export type InvitedSession = { ok: true; token: string; endsAt: Date } | { ok: false; why: DeadLink };

/** Exchanges a link for a session of two hours, once: of presses that come together one gets it. */
export async function redeemInvitation(token: string, networkAddress: string): Promise<InvitedSession> {
  const { opensPerNetworkAddress: atMost } = invitationLimits;
  const from = { kind: "invited network", value: networkOf(networkAddress), atMost };
  if (!(await isWithinRequestLimits([from]))) return { ok: false, why: "too_many" };
  const read = await readInvitation(token);
  if (!read.works) return { ok: false, why: read.why };
  const session = randomBytes(32).toString("hex");
  const at = now();
  const endsAt = new Date(at.getTime() + invitedSessionSeconds * 1000);
  return db.$transaction(async (tx): Promise<InvitedSession> => {
    const [opened] = await tx.personInvitation.updateManyAndReturn({
      where: { tokenHash: hashOf(token), openedAt: null, revokedAt: null, expiresAt: { gt: at } },
      data: { openedAt: at, seed: null, sessionHash: hashSessionToken(session), sessionEndsAt: endsAt },
      select: { id: true, accountId: true },
    });
    if (!opened) return { ok: false, why: "used" };
    const { id, accountId } = opened;
    await appendAudit(tx, null, [{ action: "account.invitation_opened", targetId: accountId, subject: id }]);
    return { ok: true, token: session, endsAt };
  });
}

/** Writes the mail with the link, to the address that the seller typed; null once it leads nowhere. */
export async function invitationMailOf({ key }: NewMail, locale: Locale): Promise<Composed | null> {
  const id = key.slice(mailPrefix.length);
  const row = await db.personInvitation.findUnique({ where: { id }, include: linked });
  if (!row?.seed || row.revokedAt || row.expiresAt <= now()) return null;
  const keys = await db.dataKey.findMany({ where: { userId: row.account.userId, destroyedAt: null } });
  const to = readerOf(keys)?.open(row.email, place.invitationEmail(id)) ?? null;
  if (to === null) return null;
  const link = new URL("/invited", env().appUrl);
  link.searchParams.set("token", tokenOf(row.seed));
  return { to, content: await personMail(link, await readBusiness(row.account), locale) };
}

/**
 * Erases addresses, what links are made from, and what sessions are known by, 30 days after a link's end; what was asked, and
 * when, stays.
 */
export async function purgeInvitations(): Promise<void> {
  const before = new Date(now().getTime() - invitationAddressDays * dayMs);
  await db.personInvitation.updateMany({
    where: { expiresAt: { lt: before }, email: { not: null } },
    data: { email: null, seed: null, sessionHash: null },
  });
}
