import "server-only";
import { type AuditAction, isAuditAction, type RevealReason, revealReasons } from "@/lib/audit/actions";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { askedByHandAt, askedMailKey } from "@/lib/connect/asked-line";
import { readAccount, readHistory } from "@/lib/connect/data";
import {
  type AccountFacts,
  mayAskAgain,
  mayOpenStripePage,
  mayRefreshAccount,
  mayRevealPersons,
} from "@/lib/connect/staff/rules";
import type { AccountDetail, AccountMail, OpenRequirement, StaffStep, UploadedFile } from "@/lib/connect/staff/schema";
import { toUploads } from "@/lib/connect/staff/uploads";
import { allOf, constant, oneOf, read } from "@/lib/db/lists";
import { takeBackSeconds } from "@/lib/policy/limits";
import { now } from "@/lib/time";
import { uuid } from "@/lib/uuid";
import { Prisma } from "@/prisma/generated/client";
import type { ConnectStatus, Role } from "@/prisma/generated/enums";

/** More than anybody reads; the tables keep them all. */
const shownEntries = constant(100);

type Line = {
  userId: string;
  stripeId: string | null;
  status: ConnectStatus;
  dueCount: number;
  askedByHandAt: Date | null;
  requirements: OpenRequirement[];
  mails: AccountMail[];
  files: UploadedFile[];
  lastAsk: { askId: string; askedAt: string } | null;
  entries: { at: string; actorRole: Role | null; action: string; reason: string | null; subject: string | null }[];
};

const requirements =
  allOf(Prisma.sql`select id, person_id as "personId", entry, list, deadline, error_codes as "errorCodes",
    appeared_at as "appearedAt", changed_at as "changedAt", asked_at as "askedAt", answered_at as "answeredAt"
  from requirement where account_id = a.id and closed_at is null order by person_id nulls first, entry`);

/** Mails to the seller about the account; a kind that another build wrote is shown by its name. */
const mails = allOf(Prisma.sql`select id, kind, key, outcome, created_at as "createdAt", settled_at as "settledAt"
  from mail where user_id = a.user_id and kind like 'seller\\_%' order by created_at desc limit ${shownEntries}`);

const files = allOf(Prisma.sql`select id, person_id as "personId", entry, part, uploaded_at as "uploadedAt",
    used_at as "usedAt"
  from account_file where account_id = a.id order by uploaded_at desc, id limit ${shownEntries}`);

/** What this viewer wrote last, if it still waits to be sent. */
const lastAskBy = (viewer: Viewer) =>
  oneOf(Prisma.sql`select k.id as "askId", k.asked_at as "askedAt" from account_ask k
    join mail m on m.key = ${askedMailKey("")} || k.id and m.outcome = 'queued'
    where k.account_id = a.id and k.staff_id = ${viewer.userId}::uuid order by k.asked_at desc limit 1`);

/** About our row and, as a sync by hand is, about the account at Stripe. */
const entries = allOf(Prisma.sql`select at, actor_role as "actorRole", action, reason, subject from audit_entry
  where (target_type, target_id) in (('connected_account', a.id::text), ('stripe_account', a.stripe_id))
  order by id desc limit ${shownEntries}`);

/** What the rules look at, and what the page shows beside the account itself. */
async function readLine(viewer: Viewer, id: string): Promise<Line | null> {
  const [line] = await read<Line>(Prisma.sql`
    select a.user_id as "userId", a.stripe_id as "stripeId", a.status, a.due_count as "dueCount",
      ${askedByHandAt} as "askedByHandAt",
      ${requirements} as requirements, ${mails} as mails, ${files} as files, ${lastAskBy(viewer)} as "lastAsk",
      ${entries} as entries
    from connected_account a where a.id = ${id}::uuid`);
  return line ?? null;
}

/** Times of JSON as history has them, so that texts compare. */
const toFile = (file: UploadedFile): UploadedFile => ({ ...file, uploadedAt: new Date(file.uploadedAt).toISOString() });

/** Until when it may be taken back, while that is to come. */
function takeBackOf(ask: Line["lastAsk"], at: Date): AccountDetail["takeBack"] {
  if (!ask) return null;
  const until = new Date(Date.parse(ask.askedAt) + takeBackSeconds * 1000);
  return until > at ? { askId: ask.askId, until: until.toISOString() } : null;
}

const toReason = (text: string | null): RevealReason | null => revealReasons.find((reason) => reason === text) ?? null;

const toStep = ({ action, reason, ...entry }: Line["entries"][number]): StaffStep[] =>
  isAuditAction(action) ? [{ ...entry, action: action satisfies AuditAction, reason: toReason(reason) }] : [];

/**
 * One account for its page, as `viewer` may see it. Null when there is none, or none for this viewer: the two look alike.
 */
export async function getAccountDetail(viewer: Viewer, id: string): Promise<AccountDetail | null> {
  if (!may(viewer.role, "accounts.read") || !uuid.test(id)) return null;
  const [read, line, history] = await Promise.all([
    readAccount(viewer, id),
    readLine(viewer, id),
    readHistory(viewer, id),
  ]);
  if (!read || !line) return null;
  const facts: AccountFacts = line;
  const at = now();
  const developer = !may(viewer.role, "accounts.names");
  return {
    ...read,
    requirements: may(viewer.role, "accounts.requirements") ? line.requirements : null,
    history,
    uploads: history && toUploads(line.files.map(toFile), history, line.requirements),
    mails: developer ? null : line.mails.map((mail) => ({ ...mail, byHand: mail.key.startsWith(askedMailKey("")) })),
    steps: line.entries.flatMap(toStep),
    takeBack: may(viewer.role, "accounts.ask") ? takeBackOf(line.lastAsk, at) : null,
    actions: {
      refresh: mayRefreshAccount(viewer, facts),
      ask: mayAskAgain(viewer, facts, at, read),
      link: mayOpenStripePage(viewer, facts),
      reveal: mayRevealPersons(viewer, facts),
    },
  };
}
