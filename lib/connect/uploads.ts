import "server-only";
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { type Answerer, isInvited, refusalTo, sellerOf } from "@/lib/connect/invited";
import { fileLimits, fileRuleOf } from "@/lib/connect/requirements/documents";
import { parseEntry } from "@/lib/connect/requirements/entry";
import { fieldOf } from "@/lib/connect/requirements/fields";
import { formatOf, longestBeginning } from "@/lib/connect/requirements/file-format";
import { mayAnswer } from "@/lib/connect/rules";
import type { FileRefusal, FileResult, fileTarget, removeFileInput, WaitingFile } from "@/lib/connect/schema";
import { isClosedToData, sellersCipher } from "@/lib/connect/sealing";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { lockPerson } from "@/lib/pii/person";
import { uploadAccountFile } from "@/lib/stripe/account-files";
import { now } from "@/lib/time";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";

type Target = z.output<typeof fileTarget>;

/** A file as it comes in. */
type Incoming = { size: number; chunks: AsyncIterable<Uint8Array> };

/** Thrown within a transfer, which it breaks off before Stripe has the file. */
class Refused extends Error {
  override readonly name = "Refused";
  readonly code: FileRefusal;

  constructor(code: FileRefusal) {
    super(code);
    this.code = code;
  }
}

/** How files for an entry are sent; null for what takes none, or not in this part. */
function ruleOfTarget({ person, entry, part }: Target): ReturnType<typeof fileRuleOf> {
  const parsed = parseEntry(person === null ? entry : `person_x.${entry}`);
  if (parsed.scope.kind === "missing" || parsed.scope.kind === "risk") return null;
  const field = fieldOf(parsed);
  // Of an entry's own name alone: `verification.document`, not `verification.document.front`.
  if (!field || field.path !== parsed.key) return null;
  const rule = fileRuleOf(field);
  return rule && (rule.shape === "pages") === (part === "page") ? rule : null;
}

const fileAccount = {
  id: true,
  userId: true,
  stripeId: true,
  status: true,
  persons: { where: { removedAt: null }, select: { id: true } },
} as const;

/** The account that a file is for, or why it takes none now. */
async function openTransfer(who: Answerer, target: Target) {
  const userId = sellerOf(who);
  const account = await db.connectedAccount.findUnique({ where: { userId }, select: fileAccount });
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account?.stripeId) throw new Refused(allowed.ok ? "not_started" : allowed.why);
  const rule = ruleOfTarget(target);
  if (!rule) throw new Refused("not_answerable");
  const { person, entry } = target;
  if (person !== null && !account.persons.some(({ id }) => id === person)) throw new Refused("not_there");
  const outside = await refusalTo(who, person, [entry]);
  if (outside) throw new Refused(outside);
  if (await isClosedToData(db, userId)) throw new Refused("being_deleted");
  const names = [entry, `${entry}.front`, `${entry}.back`, `${entry}.files`];
  const pending = await db.requirement.findFirst({
    where: { accountId: account.id, personId: person, entry: { in: names }, closedAt: null, list: "pending" },
    select: { id: true },
  });
  if (pending) throw new Refused("being_checked");
  if (!(await isWithinPersonLimit(userId, "upload"))) throw new Refused("too_often");
  return { accountId: account.id, stripeId: account.stripeId, rule };
}

/** The first bytes of a file, and the whole of it again. */
async function peek({ chunks }: Incoming): Promise<{ first: Uint8Array; chunks: AsyncIterable<Uint8Array> }> {
  const source = chunks[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array();
  while (first.length < longestBeginning) {
    const { value, done } = await source.next();
    if (done) break;
    first = first.length === 0 ? value : Buffer.concat([first, value]);
  }
  const whole = async function* () {
    yield first;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  };
  return { first, chunks: whole() };
}

/** Hashes what passes. */
async function* hashing(chunks: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/**
 * Streams a file of the seller's to Stripe, for one part of one document, and notes its id. Nothing of it stays here but a keyed
 * hash, by which the end of a file that was given to Stripe for this person before, or that is the other side as well, is kept back:
 * then Stripe has no file. One that came for the same side before and was not used yet is forgotten.
 */
export async function uploadFile(who: Answerer, target: Target, file: Incoming): Promise<FileResult> {
  try {
    return await transfer(who, target, file);
  } catch (error) {
    if (error instanceof Refused) return { ok: false, code: error.code };
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    log.error("a file could not be sent to Stripe", { code: error.code }, error);
    // Stripe's own look at a file: too many pixels, a password, another kind than its name says.
    const ofFile = error.code === "stripe_refused" && error.status === 400;
    return { ok: false, code: ofFile ? "file_refused" : error.code };
  }
}

async function transfer(who: Answerer, target: Target, file: Incoming): Promise<FileResult> {
  const { accountId, stripeId, rule } = await openTransfer(who, target);
  if (file.size > fileLimits.bytes) throw new Refused("too_large");
  const { first, chunks } = await peek(file);
  if (first.length === 0) throw new Refused("unreadable");
  const format = formatOf(first);
  if (format === null || !rule.formats.includes(format)) throw new Refused("format");

  const hash = createHash("sha256");
  let fingerprint: Uint8Array<ArrayBuffer> | null = null;
  const { id } = await uploadAccountFile(
    { account: stripeId, purpose: rule.purpose, format, size: file.size, chunks: hashing(chunks, hash) },
    async () => {
      fingerprint = await fingerprintOf(sellerOf(who), accountId, target, hash.digest());
      // Erased while it came: Stripe need not have it.
      if (!fingerprint) throw new Refused("being_deleted");
      const problem = await sameFile(accountId, target, fingerprint);
      if (problem) throw new Refused(problem);
    },
  );
  const kept = fingerprint;
  if (!kept) throw new Error("Stripe has a file whose end was not sent");
  return db.$transaction(async (tx): Promise<FileResult> => {
    await lockPerson(tx, sellerOf(who));
    if (await isClosedToData(tx, sellerOf(who))) return { ok: false, code: "being_deleted" };
    const { person: personId, entry, part } = target;
    // Pages add up; a side is replaced.
    if (part !== "page") await tx.accountFile.deleteMany({ where: { accountId, personId, entry, part, usedAt: null } });
    await tx.accountFile.create({
      data: { id, accountId, personId, entry, part, fingerprint: kept, uploadedAt: now() },
    });
    return { ok: true, id };
  });
}

/** Within one person of one account; null where the seller was erased, or is about to be. */
const fingerprintOf = (userId: string, accountId: string, { person }: Target, digest: Uint8Array) =>
  db.$transaction(
    async (tx) => (await sellersCipher(tx, userId))?.fingerprint(digest, `${accountId}:${person ?? ""}`) ?? null,
  );

/** Whether the same content was given to Stripe for this person already, or waits as another part of the same document. */
async function sameFile(
  accountId: string,
  { person, entry, part }: Target,
  fingerprint: Uint8Array<ArrayBuffer>,
): Promise<"sent_before" | "same_as_other_side" | null> {
  const same = await db.accountFile.findMany({
    where: { accountId, personId: person, fingerprint },
    select: { entry: true, part: true, usedAt: true },
  });
  if (same.some(({ usedAt }) => usedAt !== null)) return "sent_before";
  const isOther = (file: { entry: string; part: string }) =>
    file.entry === entry && (file.part !== part || part === "page");
  return same.some(isOther) ? "same_as_other_side" : null;
}

/**
 * What `uploadFile` would say of content with this SHA-256, before it is sent. Null: nothing. Says it about one's own account
 * alone.
 */
export async function findSameFile(
  viewer: Viewer,
  { digest, ...target }: Target & { digest: Uint8Array },
): Promise<"sent_before" | "same_as_other_side" | null> {
  const account = await db.connectedAccount.findUnique({ where: { userId: viewer.userId }, select: { id: true } });
  const fingerprint = account && (await fingerprintOf(viewer.userId, account.id, target, digest));
  return fingerprint ? sameFile(account.id, target, fingerprint) : null;
}

/** The files that wait to be given to Stripe as a document, oldest first: of one's own account, or of whoever was invited. */
export async function readWaitingFiles(who: Answerer): Promise<WaitingFile[]> {
  const files = await db.accountFile.findMany({
    where: { account: { userId: sellerOf(who) }, usedAt: null, ...(isInvited(who) && { personId: who.personId }) },
    orderBy: [{ uploadedAt: "asc" }, { id: "asc" }],
  });
  return files.map(({ id, personId, entry, part, uploadedAt }) => ({
    ...{ id, person: personId, entry, part },
    uploadedAt: uploadedAt.toISOString(),
  }));
}

/**
 * Forgets a file of one's own account that waits to be given to Stripe, so that it is no part of the document. Stripe keeps it,
 * unused. False: it is not there, or was given already.
 */
export async function removeWaitingFile(
  { userId }: Viewer,
  { file }: z.output<typeof removeFileInput>,
): Promise<boolean> {
  const { count } = await db.accountFile.deleteMany({ where: { id: file, account: { userId }, usedAt: null } });
  return count > 0;
}
