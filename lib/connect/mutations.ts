import "server-only";
import { createHash, randomUUID } from "node:crypto";
import type { z } from "zod";
import type { AuditAction } from "@/lib/audit/actions";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { toName, toParts } from "@/lib/connect/converge";
import {
  type Answerer,
  completeInvitation,
  isInvited,
  recordInvitedAnswer,
  refusalTo,
  sellerOf,
} from "@/lib/connect/invited";
import { quietMs } from "@/lib/connect/mails";
import { toParameters, type Values } from "@/lib/connect/parameters";
import {
  boardProblem,
  isAnswerable,
  mayAnswer,
  mayChangePeople,
  mayOpenHostedPage,
  mayRemovePerson,
  mayStartAccount,
} from "@/lib/connect/rules";
import type {
  acceptTermsInput,
  addPersonInput,
  answerTaskInput,
  attachDocumentInput,
  ConnectResult,
  changePersonInput,
  confirmPeopleInput,
  openHostedPageInput,
  Press,
  removePersonInput,
  setBankAccountInput,
  startAccountInput,
} from "@/lib/connect/schema";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db, type Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { lockPerson, readerOf, writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { currentPolicy, sellerTermsVersion } from "@/lib/policy/requirements";
import {
  acceptTermsOf,
  type Changed,
  createAccount,
  createAccountLink,
  createOnboardingSession,
  createPerson,
  deletePerson,
  type FieldProblem,
  findAccount,
  type Parameters,
  setExternalAccount,
  updateAccount,
  updatePerson,
} from "@/lib/stripe/accounts";
import { now } from "@/lib/time";
import { isDeletionRunning } from "@/lib/verification/deletion";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";
import type { ConnectedAccount, Prisma } from "@/prisma/generated/client";

type Input<Schema extends z.ZodType> = z.output<Schema>;

const refused = (problem: FieldProblem): ConnectResult => ({
  ok: false,
  code: "field",
  problems: [{ entry: problem.field, code: problem.code, sentence: problem.sentence }],
});

/** Runs calls of Stripe's for a press; what Stripe could not or would not do is an answer to it, and logged. */
async function withStripe<T>(
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

/**
 * Begins the seller's one account: our row stands before Stripe is called, with the acceptance of the terms, and the idempotency
 * key follows from it, so that twenty parallel presses, or one whose answer was lost, are one account. What the first of them
 * sent is what is created.
 */
export async function startConnectedAccount(
  viewer: Viewer,
  input: Input<typeof startAccountInput>,
): Promise<ConnectResult> {
  if (!(await isWithinPersonLimit(viewer.userId, "connect"))) return { ok: false, code: "too_often" };
  const row = await db.$transaction((tx) => openAccount(tx, viewer, input));
  if (!row.ok) return { ok: false, code: row.why };
  const { account } = row;
  return withStripe(account.id, async (): Promise<ConnectResult> => {
    const created = await createFrom(account);
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

/** The seller's row, begun when there is none; one whose account stands already is an answer. */
async function openAccount(tx: Tx, viewer: Viewer, input: Input<typeof startAccountInput>) {
  const { userId } = viewer;
  await lockPerson(tx, userId);
  const known = await tx.connectedAccount.findUnique({ where: { userId } });
  const allowed = mayStartAccount({ account: known, beingDeleted: await isDeletionRunning(tx, userId) });
  if (!allowed.ok) return allowed;
  if (known) return { ok: true as const, account: known };

  const { country, businessType, capabilities, terms } = input;
  const id = randomUUID();
  const account = await tx.connectedAccount.create({
    data: {
      id,
      userId,
      country,
      businessType,
      capabilities,
      createdAt: now(),
      ...(await sealTerms(tx, userId, id, terms)),
    },
  });
  await appendAudit(tx, viewer, [{ action: "account.started", targetId: id, subject: `terms:${sellerTermsVersion}` }]);
  return { ok: true as const, account };
}

async function sealTerms(tx: Tx, userId: string, accountId: string, { at, ip, userAgent }: Press) {
  const cipher = await writerOf(tx, userId);
  return {
    termsAcceptedAt: at,
    termsVersion: sellerTermsVersion,
    termsAddress: cipher.seal(ip, place.accountField("terms_address", accountId)),
    termsAgent: cipher.seal(userAgent, place.accountField("terms_agent", accountId)),
  };
}

/**
 * Creates the account at Stripe by what its row says, whoever presses; or finds the one that a failed call made all the same. The row
 * goes where the failure is final and nothing was made.
 */
async function createFrom(account: ConnectedAccount): Promise<Changed<{ id: string }>> {
  const keys = await db.dataKey.findMany({ where: { userId: account.userId, destroyedAt: null } });
  const reader = readerOf(keys);
  const businessType = businessTypeOf(account);
  try {
    return await createAccount({
      userId: account.userId,
      country: account.country,
      businessType,
      capabilities: account.capabilities,
      terms: {
        at: account.termsAcceptedAt ?? account.createdAt,
        address: reader?.open(account.termsAddress, place.accountField("terms_address", account.id)) ?? "",
        agent: reader?.open(account.termsAgent, place.accountField("terms_agent", account.id)) ?? null,
      },
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

const withPeople = {
  persons: {
    where: { removedAt: null },
    select: { id: true, roles: true, percentOwnership: true, verificationStatus: true },
  },
} satisfies Prisma.ConnectedAccountInclude;

const readMine = (who: Answerer) =>
  db.connectedAccount.findUnique({ where: { userId: sellerOf(who) }, include: withPeople });

type Mine = NonNullable<Awaited<ReturnType<typeof readMine>>>;

/** One press of the form is one call, and another press or other values are another: Stripe keeps a key for a day. */
const keyOf = (account: Mine, what: string, press: string, values: unknown) =>
  `connected_account:${account.id}:${what}:${press}:${createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 32)}`;

/**
 * One press: counted, carried out at Stripe, written to the audit log, and then everything is read anew. `entries`: for which
 * something was sent, by Stripe's names.
 */
async function press(
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
    const changed = await change(stripeId);
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

/** What was sent is at Stripe: a sync that fails now does not undo it, and the webhook brings another. */
async function syncAfter(account: Mine, stripeId: string): Promise<void> {
  try {
    await syncConnectedAccount(stripeId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    log.warn("an account could not be read after a change", { accountId: account.id, code: error.code }, error);
  }
}

/**
 * Notes at the open requirements of these names that something is sent for them, before it is: the sync of a webhook may close
 * them before Stripe's answer is here, or the answer may be lost, and what is closed then was met. Returns what takes the note
 * back where Stripe refused.
 */
async function noteSending({ id: accountId, userId }: Mine, entries: readonly string[]): Promise<() => Promise<void>> {
  const note = async (from: Date | null, to: Date | null) => {
    if (entries.length === 0) return;
    const where = { accountId, closedAt: null, answeredAt: from, OR: entries.map(toParts) };
    await db.$transaction(async (tx) => {
      // A sync changes these rows too, in an order of its own.
      await lockPerson(tx, userId);
      await tx.requirement.updateMany({ where, data: { answeredAt: to } });
    });
  };
  const at = now();
  await note(null, at);
  return () => note(at, null);
}

/** Writes into the history of the open requirements of these names that something was sent for them. */
async function recordAnswers(tx: Tx, accountId: string, entries: readonly string[]): Promise<void> {
  if (entries.length === 0) return;
  const at = now();
  const answered = await tx.requirement.updateManyAndReturn({
    where: { accountId, closedAt: null, OR: entries.map(toParts) },
    data: { answeredAt: at },
    select: { id: true, list: true, deadline: true },
  });
  await tx.requirementChange.createMany({
    data: answered.map(({ id, list, deadline }) => ({
      accountId,
      requirementId: id,
      at,
      change: "answered" as const,
      list,
      deadline,
    })),
  });
}

/** Whether something among these names had been checked before and is not asked for. To be asked before it is sent. */
async function isSentAnew({ id: accountId, enabledAt }: Mine, entries: readonly string[]): Promise<boolean> {
  if (entries.length === 0 || enabledAt === null) return false;
  const known = await db.requirement.findMany({
    where: { accountId, OR: entries.map(toParts) },
    select: { personId: true, entry: true, closedAt: true },
  });
  const open = new Set(known.filter(({ closedAt }) => closedAt === null).map(toName));
  return known.some((row) => !open.has(toName(row)));
}

/** Notes that something was sent anew: Stripe then checks it again and gives 14 days, which the seller is told by mail. */
async function recordChange(tx: Tx, accountId: string): Promise<void> {
  const at = now();
  await tx.connectedAccount.update({
    where: { id: accountId },
    data: { detailsChangedAt: at, mailAt: new Date(at.getTime() + quietMs) },
  });
}

/** Sends what the form of one task holds, as one update. Values are passed on and kept nowhere. */
export async function answerTask(who: Answerer, input: Input<typeof answerTaskInput>): Promise<ConnectResult> {
  const { person, values } = input;
  const account = await readMine(who);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const entries = Object.keys(values);
  if (entries.length === 0) return { ok: false, code: "nothing_to_send" };
  if (!entries.every((entry) => isAnswerable(entry, person))) return { ok: false, code: "not_answerable" };
  const holder = person === null ? null : account.persons.find(({ id }) => id === person);
  if (holder === undefined) return { ok: false, code: "not_there" };
  const outside = await refusalTo(who, person, entries);
  if (outside) return { ok: false, code: outside };
  const wrong = holder && shareProblem(account, holder, values);
  if (wrong) return { ok: false, ...wrong };

  const key = keyOf(account, "answer", input.press, [person, values]);
  return press(
    who,
    account,
    { action: "account.answered", subject: person },
    (stripeId) =>
      person === null
        ? updateAccount(stripeId, toParameters(values), key)
        : updatePerson(stripeId, person, toParameters(values), key),
    entries.map((entry) => toName({ personId: person, entry })),
  );
}

/** Whether a share that is given for one person fits beside those of the others. */
function shareProblem(account: Mine, { id }: { id: string }, values: Values) {
  const share = Number(values["relationship.percent_ownership"] ?? 0);
  const percentOwnership = Number.isFinite(share) ? share : null;
  return boardProblem(account.persons, { id, roles: [], percentOwnership });
}

/**
 * Gives files that were sent before to Stripe as the document that they are: its front, and its back where there is one, or all
 * pages of a paper. A file can be used once, and so the same files are the same call, however often they are pressed.
 */
export async function attachDocument(
  who: Answerer,
  { person, entry, files }: Input<typeof attachDocumentInput>,
): Promise<ConnectResult> {
  const account = await readMine(who);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  if (person !== null && !account.persons.some(({ id }) => id === person)) return { ok: false, code: "not_there" };
  const outside = await refusalTo(who, person, [entry]);
  if (outside) return { ok: false, code: outside };
  const rows = await db.accountFile.findMany({
    where: { accountId: account.id, personId: person, entry, id: { in: files } },
    select: { id: true, part: true, usedAt: true },
  });
  const document = toDocument(
    files.flatMap((id) => rows.find((row) => row.id === id) ?? []),
    entry,
  );
  if (rows.length !== files.length || !document) return { ok: false, code: "files_missing" };
  // Pressed twice: what was sent is at Stripe.
  if (rows.every(({ usedAt }) => usedAt !== null)) return { ok: true };

  const key = keyOf(account, "document", "files", [person, document]);
  const sent = await press(
    who,
    account,
    { action: "account.document_sent", subject: person },
    (stripeId) =>
      person === null
        ? updateAccount(stripeId, toParameters(document), key)
        : updatePerson(stripeId, person, toParameters(document), key),
    [entry, ...Object.keys(document)].map((name) => toName({ personId: person, entry: name })),
  );
  if (sent.ok) await db.accountFile.updateMany({ where: { id: { in: files } }, data: { usedAt: now() } });
  return sent;
}

/** Files as Stripe's parameters have them; null for what is no whole document. */
function toDocument(files: readonly { id: string; part: string }[], entry: string): Values | null {
  const of = (part: string) => files.filter((file) => file.part === part).map(({ id }) => id);
  const [fronts, backs, pages] = [of("front"), of("back"), of("page")];
  const [front, ...moreFronts] = fronts;
  const [back, ...moreBacks] = backs;
  if (pages.length > 0 && pages.length === files.length) return { [`${entry}.files`]: pages };
  if (!front || moreFronts.length + moreBacks.length + pages.length > 0) return null;
  return { [`${entry}.front`]: front, ...(back ? { [`${entry}.back`]: back } : {}) };
}

/** The board with what a form says of one person, as Stripe's parameters; or what is wrong with it. */
function toBoard(
  account: Mine,
  { roles, percentOwnership, values }: Pick<Input<typeof addPersonInput>, "roles" | "percentOwnership" | "values">,
  id: string | null,
): { ok: true; parameters: Parameters } | Extract<ConnectResult, { ok: false }> {
  if (!Object.keys(values).every((entry) => isAnswerable(entry, id ?? "person_new"))) {
    return { ok: false, code: "not_answerable" };
  }
  const wrong = boardProblem(account.persons, { id, roles, percentOwnership });
  if (wrong) return { ok: false, ...wrong };
  const before = account.persons.find((person) => person.id === id)?.roles ?? [];
  // Stripe asks whether a representative is an executive, and takes no for an answer; the other two are not asked about.
  const asked = ["representative", "owner", "director", "executive"] as const;
  const others = (["authorizer", "legal_guardian"] as const).filter((role) => [...roles, ...before].includes(role));
  const relationship = Object.fromEntries(
    [...asked, ...others].map((role) => [`relationship.${role}`, roles.includes(role) ? "true" : "false"]),
  );
  const share = percentOwnership === null ? {} : { "relationship.percent_ownership": String(percentOwnership) };
  return { ok: true, parameters: toParameters({ ...values, ...relationship, ...share }) };
}

/** Adds a person with roles and share. Who is named as representative must be the only one. */
export async function addPerson(viewer: Viewer, input: Input<typeof addPersonInput>): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayChangePeople(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const board = toBoard(account, input, null);
  if (!board.ok) return board;
  const key = keyOf(account, "person", input.press, board.parameters);
  return press(viewer, account, { action: "account.person_added" }, (stripeId) =>
    createPerson(stripeId, board.parameters, key),
  );
}

/** Changes roles, share and what else stands on the board of a person. */
export async function changePerson(viewer: Viewer, input: Input<typeof changePersonInput>): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayChangePeople(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const { person } = input;
  if (!account.persons.some(({ id }) => id === person)) return { ok: false, code: "not_there" };
  const board = toBoard(account, input, person);
  if (!board.ok) return board;
  const key = keyOf(account, "person", input.press, [person, board.parameters]);
  return press(viewer, account, { action: "account.answered", subject: person }, (stripeId) =>
    updatePerson(stripeId, person, board.parameters, key),
  );
}

/** Removes a person from the account. One that is gone already is no failure. */
export async function removePerson(
  viewer: Viewer,
  { person }: Input<typeof removePersonInput>,
): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayChangePeople(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const removable = mayRemovePerson(account.persons, person);
  if (!removable.ok) return { ok: false, code: removable.why };
  return press(viewer, account, { action: "account.person_removed", subject: person }, async (stripeId) => {
    await deletePerson(stripeId, person);
    return { ok: true };
  });
}

const toRecord = ({ at, ip, userAgent }: Press) => ({
  date: String(Math.floor(at.getTime() / 1000)),
  ip,
  ...(userAgent ? { user_agent: userAgent } : {}),
});

/** Confirms that all persons of a role are named, and what Stripe wants declared of them besides. */
export async function confirmPeople(viewer: Viewer, input: Input<typeof confirmPeopleInput>): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayChangePeople(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const { all, declare, by } = input;
  if (all.length + declare.length === 0) return { ok: false, code: "nothing_to_send" };
  const company: Parameters = Object.fromEntries([
    ...all.map((role) => [`${role}_provided`, "true"] as const),
    ...declare.map((what) => [`${what}_declaration`, toRecord(by)] as const),
  ]);
  const key = keyOf(account, "people", input.press, [all, declare, declare.length > 0 ? by : null]);
  return press(
    viewer,
    account,
    { action: "account.people_confirmed", subject: [...all, ...declare].join(":") },
    (stripeId) => updateAccount(stripeId, { company }, key),
    [
      ...all.map((role) => `company.${role}_provided`),
      ...declare.flatMap((what) => ["date", "ip", "user_agent"].map((part) => `company.${what}_declaration.${part}`)),
    ],
  );
}

/** Accepts Stripe's terms anew, by the seller's own press, as a changed tax number makes necessary. */
export async function acceptTerms(viewer: Viewer, input: Input<typeof acceptTermsInput>): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const { at, ip, userAgent } = input.terms;
  // With the time, which is one of the parameters: a press that is sent twice accepts twice, which is one acceptance.
  const key = keyOf(account, "terms", input.press, input.terms);
  const accepted = await press(
    viewer,
    account,
    { action: "account.terms_accepted", subject: `terms:${sellerTermsVersion}` },
    (stripeId) => acceptTermsOf(stripeId, { at, address: ip, agent: userAgent }, key),
    ["tos_acceptance.date", "tos_acceptance.ip", "tos_acceptance.user_agent"],
  );
  if (accepted.ok) {
    await db.$transaction(async (tx) => {
      await lockPerson(tx, viewer.userId);
      // As a sync: nothing is sealed any more once it was erased.
      if (account.erasedAt !== null || (await isDeletionRunning(tx, viewer.userId))) return;
      const terms = await sealTerms(tx, viewer.userId, account.id, input.terms);
      await tx.connectedAccount.update({ where: { id: account.id }, data: terms });
    });
  }
  return accepted;
}

/** Payouts go to the bank account of this token from now on; its numbers never come here. */
export async function setBankAccount(viewer: Viewer, input: Input<typeof setBankAccountInput>): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const key = keyOf(account, "bank", input.press, input.token);
  return press(
    viewer,
    account,
    { action: "account.bank_account_set" },
    (stripeId) => setExternalAccount(stripeId, input.token, key),
    ["external_account"],
  );
}

/** Stripe's own page for this seller: an address that works once, made on the press and handed on, never kept. */
export async function openHostedPage(
  viewer: Viewer,
  { kind }: Input<typeof openHostedPageInput>,
): Promise<{ ok: true; url: string } | Extract<ConnectResult, { ok: false }>> {
  const account = await readMine(viewer);
  const allowed = mayOpenHostedPage(account);
  if (!allowed.ok || !account?.stripeId) return { ok: false, code: "not_started" };
  if (!(await isWithinPersonLimit(viewer.userId, "connect"))) return { ok: false, code: "too_often" };
  const { id, stripeId } = account;
  return withStripe(id, async () => {
    const { appUrl } = env();
    const { url } = await createAccountLink(stripeId, {
      kind,
      refreshUrl: `${appUrl}/connect?stripe=again`,
      returnUrl: `${appUrl}/connect?stripe=back`,
    });
    await recordStripesPage(viewer, id, "account.hosted_page_opened");
    return { ok: true as const, url };
  });
}

/** What Stripe's embedded onboarding opens with for this seller, made on each call of it and handed on, never kept. */
export async function openOnboarding(
  viewer: Viewer,
): Promise<{ ok: true; clientSecret: string } | Extract<ConnectResult, { ok: false }>> {
  if (currentPolicy().sellerPages !== "embedded") return { ok: false, code: "not_answerable" };
  const account = await readMine(viewer);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account?.stripeId) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  if (!(await isWithinPersonLimit(viewer.userId, "connect"))) return { ok: false, code: "too_often" };
  const { id, stripeId } = account;
  return withStripe(id, async () => {
    const { clientSecret } = await createOnboardingSession(stripeId);
    await recordStripesPage(viewer, id, "account.onboarding_opened");
    return { ok: true as const, clientSecret };
  });
}

/** Notes that the seller may give something where it does not come by us. */
async function recordStripesPage(
  viewer: Viewer,
  id: string,
  action: "account.hosted_page_opened" | "account.onboarding_opened",
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.connectedAccount.update({ where: { id }, data: { stripesPageAt: now() } });
    await appendAudit(tx, viewer, [{ action, targetId: id }]);
  });
}
