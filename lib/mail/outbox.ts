import "server-only";
import type { Locale } from "@/i18n/locales";
import { localeOf } from "@/i18n/negotiate";
import { db, type Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { enqueueMailJobs, takeBackMailJob } from "@/lib/jobs/enqueue";
import { removeJobsOfSettledMails } from "@/lib/jobs/failures";
import { log } from "@/lib/log";
import type { MailContent } from "@/lib/mail/content";
import { type MailKind, mailKinds } from "@/lib/mail/kinds";
import { renderMail } from "@/lib/mail/render";
import { sendMail } from "@/lib/mail/send";
import { lockPerson } from "@/lib/pii/person";
import { now } from "@/lib/time";
import type { Mail } from "@/prisma/generated/client";

/** A mail that is to be sent, and its cause: of each key there is one. */
export type NewMail<Kind extends MailKind = MailKind> = Pick<Mail, "key" | "userId" | "deadline"> & { kind: Kind };

/**
 * Puts mails into the outbox, each with its job, in the caller's transaction: they are sent if and only if it commits. A cause
 * that has its mail already gets no other, whatever became of that. None is sent before `delaySeconds` are over. Returns how
 * many are new.
 */
export async function enqueueMails(tx: Tx, mails: readonly NewMail[], delaySeconds = 0): Promise<number> {
  const createdAt = now();
  const added = await tx.mail.createManyAndReturn({
    data: mails.map((mail) => ({ ...mail, createdAt })),
    skipDuplicates: true,
    select: { id: true },
  });
  await enqueueMailJobs(
    tx,
    added.map(({ id }) => id),
    delaySeconds,
  );
  return added.length;
}

/** Takes a mail back, in the caller's transaction, as if it had never been written. False: it is being sent, or was settled. */
export async function takeBackMail(tx: Tx, key: string): Promise<boolean> {
  const mail = await tx.mail.findUnique({ where: { key }, select: { id: true, outcome: true } });
  if (mail?.outcome !== "queued" || !(await takeBackMailJob(tx, mail.id))) return false;
  await tx.mail.delete({ where: { key } });
  return true;
}

/** A mail as it is to be handed over. `to`: somebody who has no sign-in here; null: the user whose mail it is. */
export type Composed = { content: MailContent; to: string | null };

/** What follows, in the same transaction and under `lockPerson`, from a mail that was dropped or given up. */
export type WhenUnsent = (
  tx: Tx,
  mail: Pick<Mail, "userId" | "kind">,
  outcome: Extract<Mail["outcome"], "dropped" | "failed">,
) => Promise<void>;

const nothingFollows: WhenUnsent = async () => {};

/** Ends a mail that still waits without its having been sent. */
async function settleUnsent(
  { id, userId, kind }: Pick<Mail, "id" | "userId" | "kind">,
  data: Pick<Mail, "failureCode"> & { outcome: "dropped" | "failed" },
  whenUnsent: WhenUnsent,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await lockPerson(tx, userId);
    const { count } = await tx.mail.updateMany({
      where: { id, outcome: "queued" },
      data: { ...data, settledAt: now() },
    });
    if (count > 0) await whenUnsent(tx, { userId, kind }, data.outcome);
  });
}

/** Writes a mail's words as they are true now, in the user's language; null: it is true no more. */
export type Compose = (mail: NewMail, locale: Locale) => Promise<Composed | null>;

/**
 * Hands a mail of the outbox to the mail server, with its receiver's address and its user's language of this moment. `settled`:
 * that was done, or given up, before. Throws as `sendMail`. A worker that is killed between the server's answer and our row
 * hands it over again, under the same Message-ID (docs/decisions/0060-a-mail-is-handed-over-at-least-once.md).
 */
export async function deliverMail(
  id: string,
  compose: Compose,
  whenUnsent: WhenUnsent = nothingFollows,
): Promise<"sent" | "dropped" | "settled"> {
  const mail = await db.mail.findUnique({
    where: { id },
    include: { user: { select: { email: true, locale: true, deactivatedAt: true } } },
  });
  if (mail?.outcome !== "queued") return "settled";
  const { user, ...row } = mail;
  // A row that a later build wrote may have a kind that this one does not know; it is left to that build's workers.
  const kind = mailKinds.find((known) => known === row.kind);
  if (!kind) throw new Error("an unknown kind of mail");
  const locale = localeOf({ cookies: null, languages: user.locale === null ? [] : [user.locale] });
  const composed = user.deactivatedAt === null ? await compose({ ...row, kind }, locale) : null;
  if (!composed) {
    await settleUnsent(mail, { outcome: "dropped", failureCode: mail.failureCode }, whenUnsent);
    return "dropped";
  }
  const messageId = `<${id}@${new URL(env().appUrl).hostname}>`;
  await sendMail(composed.to ?? user.email, await renderMail(composed.content, locale), messageId);
  await db.mail.updateMany({ where: { id, outcome: "queued" }, data: { outcome: "sent", settledAt: now() } });
  return "sent";
}

/** Writes down that an attempt to hand a mail over failed; after the last it is a failed mail, which metrics and doctor count. */
export async function recordMailFailure(
  id: string,
  { code, exhausted }: { code: string; exhausted: boolean },
  whenUnsent: WhenUnsent = nothingFollows,
): Promise<void> {
  const [mail] = await db.mail.updateManyAndReturn({
    where: { id, outcome: "queued" },
    data: { failures: { increment: 1 }, failureCode: code },
    select: { id: true, userId: true, kind: true },
  });
  if (!exhausted) return;
  if (mail) await settleUnsent(mail, { outcome: "failed", failureCode: code }, whenUnsent);
  log.error("a mail could not be sent and is given up", { mailId: id, code });
}

const dayMs = 24 * 60 * 60 * 1000;

/** A job's ten attempts end within eight hours: what waits longer has lost its job with a worker. */
const waitsAtMostMs = dayMs;

/** Long enough that no cause comes back after its mail is forgotten. */
const keptMs = 365 * dayMs;

/** How many mails are taken up at a time. */
const portion = 2_000;

/** Gives up mails that have waited for a day, and deletes those that are a year old, both in portions; removes the jobs of both. */
export async function purgeMails(whenUnsent: WhenUnsent = nothingFollows): Promise<void> {
  const at = now();
  const waiting = { outcome: "queued", createdAt: { lt: new Date(at.getTime() - waitsAtMostMs) } } as const;
  let lost = 0;
  for (;;) {
    const mails = await db.mail.findMany({
      where: waiting,
      orderBy: { createdAt: "asc" },
      take: portion,
      select: { id: true, userId: true, kind: true },
    });
    for (const mail of mails) await settleUnsent(mail, { outcome: "failed", failureCode: "worker_lost" }, whenUnsent);
    lost += mails.length;
    if (mails.length < portion) break;
  }
  if (lost > 0) log.error("mails were not sent within a day and are given up", { count: lost });
  for (let purged = portion; purged === portion; ) {
    purged = await db.$executeRaw`
      delete from mail where id in (
        select id from mail where created_at < ${new Date(at.getTime() - keptMs)} order by created_at limit ${portion}
      )`;
  }
  await removeJobsOfSettledMails();
}
