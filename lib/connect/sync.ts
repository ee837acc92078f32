import "server-only";
import { randomUUID } from "node:crypto";
import { SpanKind } from "@opentelemetry/api";
import { appendAudit } from "@/lib/audit/log";
import {
  type AccountDifference,
  convergeRequirements,
  firstDifference,
  heldSide,
  stripeSide,
  toAccountRow,
  toDemands,
  toGoneRow,
  toName,
} from "@/lib/connect/converge";
import { quietMs } from "@/lib/connect/mails";
import { parseEntry } from "@/lib/connect/requirements/entry";
import { fieldOf, isProvable } from "@/lib/connect/requirements/fields";
import { groupTasks } from "@/lib/connect/requirements/tasks";
import { isAsked } from "@/lib/connect/schema";
import { sellersCipher } from "@/lib/connect/sealing";
import { db, type Tx } from "@/lib/db/client";
import { drawTicket, type SyncTicket } from "@/lib/db/sync-ticket";
import { AppError } from "@/lib/errors";
import { settleEvents } from "@/lib/events/outcomes";
import { accountTarget } from "@/lib/jobs/definitions";
import { removeDeadSync } from "@/lib/jobs/failures";
import { log } from "@/lib/log";
import { unknownRequirementAsked } from "@/lib/metrics/metrics";
import { lockPerson, type PersonCipher } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { withReserved } from "@/lib/rate-limit/stripe-calls";
import type { StripeAccount, StripePerson } from "@/lib/stripe/account-shape";
import { getAccount, hasAccount } from "@/lib/stripe/accounts";
import { inSpan } from "@/lib/telemetry/spans";
import { now } from "@/lib/time";
import { redactPersonSessions } from "@/lib/verification/person-session";
import type { ConnectedAccount, Prisma } from "@/prisma/generated/client";

/**
 * What a sync came to. `superseded`: somebody who asked Stripe later has written already. `ignored`: Stripe has no such
 * account under our key, or it belongs to none of our users.
 */
export type SyncedAccount =
  | {
      outcome: "synced" | "superseded";
      /** The row as it stood when the sync ended: as it was just written, or as a later one had written it. */
      account: ConnectedAccount;
      /** In what our rows differed until now; null: in nothing, or somebody else has written them. */
      fixed: AccountDifference | null;
    }
  | { outcome: "ignored"; account: null; fixed: null };

/**
 * Makes our rows say what Stripe says now about one connected account: the account, its persons, what it asks for with its
 * history, and the status, in one short transaction. Serves webhooks, the seller's pages, staff and the reconciler. Repeated,
 * late and shuffled calls end in the same rows. Two calls of Stripe's up to 100 persons, one more for each hundred, and one before an
 * account is closed because Stripe has it no more. Fails as the gateway does; then nothing is written.
 */
export async function syncConnectedAccount(stripeId: string): Promise<SyncedAccount> {
  const { ticket, answer } = await withReserved(
    2,
    async () => ({ ticket: await drawTicket(), answer: await getAccount(stripeId) }),
    stripeId,
  );
  if (!answer) await refuseUnderStrangeKey(stripeId);
  const written = await inSpan("write rows", SpanKind.INTERNAL, () =>
    db.$transaction((tx) => (answer ? write(tx, ticket, answer) : closeGone(tx, ticket, stripeId))),
  );
  for (const entry of written.unknown) {
    unknownRequirementAsked(entry);
    log.warn("Stripe asks for an entry that nothing here has words for", { stripeAccountId: stripeId, code: entry });
  }
  const target = accountTarget(stripeId);
  await Promise.all([
    settleEvents(target, ticket.drawnAt, written.synced.outcome === "ignored" ? "ignored" : "processed"),
    removeDeadSync(target),
  ]);
  return written.synced;
}

/** What was written, and the names of entries that are asked for since and that nothing here knows. */
type Written = { synced: SyncedAccount; unknown: readonly string[] };

const nobodys: Written = { synced: { outcome: "ignored", account: null, fixed: null }, unknown: [] };

const withAll = { persons: true, requirements: { where: { closedAt: null } } } as const;

/** An account with everything that its rows are compared by. */
type Known = Prisma.ConnectedAccountGetPayload<{ include: typeof withAll }>;

async function write(tx: Tx, ticket: SyncTicket, account: StripeAccount): Promise<Written> {
  const known = await lockOwner(tx, account);
  if (!known) return nobodys;
  const { persons, requirements, ...row } = known;
  if (ticket.number <= row.syncTicket) {
    return { synced: { outcome: "superseded", account: row, fixed: null }, unknown: [] };
  }

  const at = now();
  const demands = toDemands(account);
  const held = withStripesPage(row, await withSelfies(tx, row, requirements, account), account, at);
  const { added, changed, closed, changes } = convergeRequirements(held, demands, at, randomUUID);
  const accountId = row.id;
  const cipher = await sellersCipher(tx, row.userId);

  await tx.requirement.createMany({ data: added.map((each) => ({ ...each, accountId })) });
  for (const { id, ...columns } of changed) await tx.requirement.update({ where: { id }, data: columns });
  if (closed.length > 0) {
    await tx.requirement.updateMany({ where: { id: { in: closed } }, data: { closedAt: at, changedAt: at } });
  }
  await tx.requirementChange.createMany({ data: changes.map((each) => ({ ...each, accountId, at })) });
  await writePersons(tx, cipher, row, account, at);

  const before = row.syncedAt && heldSide({ ...row, persons });
  const fixed = firstDifference(before, stripeSide(account));
  const derived = toAccountRow(row, account, demands, at);
  await redactPersonSessions(tx, accountId, derived.status === "closed" ? "all" : "gone");
  const isNews = fixed !== null || changes.length > 0 || derived.status !== row.status;
  const written = await tx.connectedAccount.update({
    where: { id: accountId },
    data: {
      ...derived,
      name: cipher?.seal(account.name, place.accountField("name", accountId)) ?? null,
      externalAccounts: cipher && sealExternalAccounts(cipher, accountId, account),
      syncTicket: ticket.number,
      syncedAt: at,
      ...(isNews && { changedAt: at, mailAt: new Date(at.getTime() + quietMs) }),
    },
  });
  const asked = added.filter(({ list }) => isAsked(list)).map(toName);
  return { synced: { outcome: "synced", account: written, fixed }, unknown: unknownAmong(asked) };
}

/** For how long what Stripe asks for no more counts as answered on its own page, once the seller has opened that. */
const stripesPageMs = 24 * 60 * 60 * 1000;

/**
 * Open rows, those as answered that the seller may have answered on Stripe's own page: nothing that is given there comes by us, and
 * what Stripe asks for no more afterwards it has. Not those of a person who is gone.
 */
function withStripesPage(
  { stripesPageAt }: ConnectedAccount,
  held: Known["requirements"],
  { persons }: StripeAccount,
  at: Date,
): Known["requirements"] {
  if (stripesPageAt === null || stripesPageAt.getTime() <= at.getTime() - stripesPageMs) return held;
  const present = new Set(persons.map(({ id }) => id));
  return held.map((row) =>
    row.answeredAt === null && (row.personId === null || present.has(row.personId))
      ? { ...row, answeredAt: stripesPageAt }
      : row,
  );
}

/**
 * Open rows, those for which the seller, or the person whom they are about, took a selfie since they appeared as answered: nothing
 * of it is sent from here. Its session may still await input by our row, for Stripe tells of the account and of the session in any
 * order.
 */
async function withSelfies(
  tx: Tx,
  { id: accountId, userId }: ConnectedAccount,
  requirements: Known["requirements"],
  { persons, businessType }: StripeAccount,
): Promise<Known["requirements"]> {
  const provable = requirements.filter(({ entry }) => isProvable(fieldOf(parseEntry(entry, "individual"))));
  if (provable.length === 0) return requirements;
  const own = await tx.verificationSession.findMany({
    where: {
      verification: { userId },
      relatedPersonId: { in: persons.map(({ id }) => id) },
      status: { not: "canceled" },
    },
    select: { relatedPersonId: true, changedAt: true },
  });
  const others = await tx.personSession.findMany({
    where: { accountId, status: { not: "canceled" }, redactionRequestedAt: null },
    select: { personId: true, changedAt: true },
  });
  const taken = [...own, ...others.map(({ personId, changedAt }) => ({ relatedPersonId: personId, changedAt }))];
  return requirements.map((row) => {
    const session = taken.find(
      ({ relatedPersonId, changedAt }) =>
        (row.personId ?? (businessType === "individual" ? relatedPersonId : null)) === relatedPersonId &&
        changedAt > row.appearedAt,
    );
    return session && provable.includes(row) ? { ...row, answeredAt: row.answeredAt ?? session.changedAt } : row;
  });
}

/** The names under which those are counted that no rule knows. */
const unknownAmong = (names: string[]): readonly string[] => {
  const facts = { requirements: listing(names), futureRequirements: listing([]) };
  return names.length === 0 ? [] : groupTasks(facts).unknown;
};

const listing = (currentlyDue: string[]) => ({
  ...{ currentlyDue, pastDue: [], eventuallyDue: [], pendingVerification: [], errors: [], alternatives: [] },
  currentDeadline: null,
});

/**
 * Stripe says the same of an account that is gone and of all accounts to a key of another platform. What follows from one that is
 * gone cannot be taken back, as its persons' pictures are redacted: so one more call asks for another of ours, and where that is not
 * there either, `stripe_refused` is thrown and nothing is written. Without another there is nothing to ask for.
 */
async function refuseUnderStrangeKey(stripeId: string): Promise<void> {
  const known = await db.connectedAccount.findUnique({ where: { stripeId }, select: { status: true } });
  if (!known || known.status === "closed") return;
  const other = await db.connectedAccount.findFirst({
    where: { stripeId: { not: stripeId }, status: { not: "closed" }, syncedAt: { not: null } },
    orderBy: { syncedAt: "desc" },
    select: { stripeId: true },
  });
  if (!other?.stripeId || (await hasAccount(other.stripeId))) return;
  throw new AppError("stripe_refused", "Stripe has neither this account nor the one read last under our key", {
    status: 403,
  });
}

/**
 * Stripe has no such account under our key any more: it was deleted, or our access to it was. Nothing more is asked for and
 * nothing is paid out; should Stripe show it again, the next sync writes what it says.
 */
async function closeGone(tx: Tx, ticket: SyncTicket, stripeId: string): Promise<Written> {
  const owner = await tx.connectedAccount.findUnique({ where: { stripeId }, select: { id: true, userId: true } });
  if (!owner) return nobodys;
  await lockPerson(tx, owner.userId);
  const known = await tx.connectedAccount.findUniqueOrThrow({ where: { id: owner.id }, include: withAll });
  if (ticket.number <= known.syncTicket) return nobodys;
  const at = now();
  const { closed, changes } = convergeRequirements(known.requirements, [], at, randomUUID);
  await tx.requirement.updateMany({ where: { id: { in: closed } }, data: { closedAt: at, changedAt: at } });
  await tx.requirementChange.createMany({ data: changes.map((each) => ({ ...each, accountId: known.id, at })) });
  await redactPersonSessions(tx, known.id, "all");
  await tx.connectedAccount.update({
    where: { id: known.id },
    // No mail: Stripe has told us nothing that could be told on.
    data: { ...toGoneRow(known, at), mailAt: null, syncTicket: ticket.number, syncedAt: at },
  });
  log.warn("Stripe has no such account any more", { stripeAccountId: stripeId, accountId: known.id });
  return nobodys;
}

/**
 * The account's row, with its person locked until the transaction ends: one account each, so that is its lock too, and what
 * redacts the person waits for it. Takes up accounts whose row was not there when they were made.
 */
async function lockOwner(tx: Tx, account: StripeAccount): Promise<Known | null> {
  const find = () => tx.connectedAccount.findUnique({ where: { stripeId: account.id }, include: withAll });
  const owner = await tx.connectedAccount.findUnique({ where: { stripeId: account.id }, select: { userId: true } });
  if (owner) {
    await lockPerson(tx, owner.userId);
    return find();
  }
  return (await adopt(tx, account)) ? find() : null;
}

/** Gives an account to the user for whom our key made it, as its metadata say. False: to nobody. */
async function adopt(tx: Tx, account: StripeAccount): Promise<boolean> {
  const userId = account.claimedUserId;
  const user = userId && (await tx.user.findUnique({ where: { id: userId }, select: { id: true } }));
  if (!user) return false;
  await lockPerson(tx, userId);
  const row = await tx.connectedAccount.findUnique({ where: { userId }, select: { id: true, stripeId: true } });
  if (row && row.stripeId !== null && row.stripeId !== account.id) {
    log.error("Stripe has a second account for a user of ours", {
      stripeAccountId: account.id,
      accountId: row.id,
      userId,
    });
    return false;
  }
  if (row) {
    await tx.connectedAccount.update({ where: { id: row.id }, data: { stripeId: account.id } });
    return true;
  }
  const { id } = await tx.connectedAccount.create({
    data: {
      userId,
      stripeId: account.id,
      country: account.country ?? "unknown",
      capabilities: Object.keys(account.capabilities),
      createdAt: account.createdAt,
    },
    select: { id: true },
  });
  await appendAudit(tx, null, [{ action: "account.adopted", targetId: id, subject: account.id }]);
  return true;
}

function sealExternalAccounts(cipher: PersonCipher, accountId: string, { externalAccounts }: StripeAccount) {
  const text = externalAccounts.length > 0 ? JSON.stringify(externalAccounts) : null;
  return cipher.seal(text, place.accountField("external_accounts", accountId));
}

/** Base64, as JSON can hold it. */
const base64 = (sealed: Uint8Array | null | undefined) => (sealed ? Buffer.from(sealed).toString("base64") : null);

async function writePersons(
  tx: Tx,
  cipher: PersonCipher | null,
  { id: accountId, userId }: ConnectedAccount,
  account: StripeAccount,
  at: Date,
): Promise<void> {
  const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
  const isSeller = (person: StripePerson) =>
    account.businessType === "individual" ||
    (person.roles.includes("representative") && person.email?.toLowerCase() === email);
  const rows = account.persons.map(({ firstName, lastName, title, email: address, ...person }) => {
    const sealed = (text: string | null, column: Parameters<typeof place.accountPersonField>[0]) =>
      base64(cipher?.seal(text, place.accountPersonField(column, person.id)));
    return {
      id: person.id,
      userId: isSeller({ ...person, firstName, lastName, title, email: address }) ? userId : null,
      roles: person.roles,
      percentOwnership: person.percentOwnership,
      verificationStatus: person.verificationStatus,
      detailsCode: person.detailsCode,
      documentDetailsCode: person.documentDetailsCode,
      additionalDocumentDetailsCode: person.additionalDocumentDetailsCode,
      firstName: sealed(firstName, "first_name"),
      lastName: sealed(lastName, "last_name"),
      title: sealed(title, "title"),
      email: sealed(address, "email"),
      createdAt: person.createdAt,
    };
  });
  // One statement, however many persons there are.
  await tx.$executeRaw`
    insert into account_person as known (id, account_id, user_id, roles, percent_ownership, verification_status, details_code,
      document_details_code, additional_document_details_code, first_name, last_name, title, email, created_at)
    select id, ${accountId}::uuid, "userId", roles, "percentOwnership", "verificationStatus", "detailsCode",
      "documentDetailsCode", "additionalDocumentDetailsCode", decode("firstName", 'base64'), decode("lastName", 'base64'),
      decode(title, 'base64'), decode(email, 'base64'), "createdAt"
    from json_to_recordset(${JSON.stringify(rows)}::json) as p (id text, "userId" uuid, roles text[],
      "percentOwnership" float8, "verificationStatus" text, "detailsCode" text, "documentDetailsCode" text,
      "additionalDocumentDetailsCode" text, "firstName" text, "lastName" text, title text, email text, "createdAt" timestamptz)
    on conflict (id) do update set user_id = excluded.user_id, roles = excluded.roles,
      percent_ownership = excluded.percent_ownership, verification_status = excluded.verification_status,
      details_code = excluded.details_code, document_details_code = excluded.document_details_code,
      additional_document_details_code = excluded.additional_document_details_code, first_name = excluded.first_name,
      last_name = excluded.last_name, title = excluded.title, email = excluded.email, removed_at = null
    where known.account_id = excluded.account_id`;
  await tx.accountPerson.updateMany({
    where: { accountId, removedAt: null, id: { notIn: rows.map(({ id }) => id) } },
    data: { removedAt: at },
  });
}
