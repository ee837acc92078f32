import "server-only";
import type { z } from "zod";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { toDraft } from "@/lib/connect/requirements/draft";
import { mayAnswer } from "@/lib/connect/rules";
import type { draftOf, saveDraftInput } from "@/lib/connect/schema";
import { sellersCipher } from "@/lib/connect/sealing";
import { db } from "@/lib/db/client";
import { readerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { draftDays } from "@/lib/policy/limits";
import { now } from "@/lib/time";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";

const dayMs = 24 * 60 * 60 * 1000;

type DraftOf = z.output<typeof draftOf>;

/** What was typed into a form before; `savedAt` is ISO 8601, UTC. */
export type Draft = { values: Readonly<Record<string, string>>; savedAt: string };

/** The most that a draft may hold, in characters of its JSON: every field of the longest form filled in. */
const longest = 16_000;

const rowOf = ({ task, person }: DraftOf) => ({ task, person: person ?? "" });
const placeOf = (accountId: string, of: DraftOf) => {
  const { task, person } = rowOf(of);
  return place.draftFields(`${accountId}:${task}:${person}`);
};

/**
 * Keeps what was typed into the form of a task, in place of what was kept of it before; numbers of people, companies and banks are
 * left out (lib/connect/requirements/draft.ts). Two tabs have one draft: what comes later wins. False: nothing was kept, and nothing
 * else depends on it.
 */
export async function saveDraft(viewer: Viewer, { values, ...of }: z.output<typeof saveDraftInput>): Promise<boolean> {
  const { userId } = viewer;
  const account = await db.connectedAccount.findUnique({
    where: { userId },
    select: { id: true, status: true, stripeId: true, persons: { select: { id: true } } },
  });
  if (!account || !mayAnswer(account).ok) return false;
  if (of.person?.startsWith("person_") && !account.persons.some(({ id }) => id === of.person)) return false;
  const text = JSON.stringify(toDraft(values));
  if (text.length > longest || !(await isWithinPersonLimit(userId, "draft"))) return false;
  if (text === "{}") return discardDraft(viewer, of);
  return db.$transaction(async (tx) => {
    const cipher = await sellersCipher(tx, userId);
    if (!cipher) return false;
    const draft = { fields: cipher.sealText(text, placeOf(account.id, of)), savedAt: now() };
    const key = { accountId: account.id, ...rowOf(of) };
    await tx.taskDraft.upsert({
      where: { accountId_task_person: key },
      create: { ...key, ...draft },
      update: draft,
    });
    return true;
  });
}

/** What the seller typed into the form of this task and did not send; null: nothing, or it was swept. */
export async function readDraft({ userId }: Viewer, of: DraftOf): Promise<Draft | null> {
  const [row, keys] = await Promise.all([
    db.taskDraft.findFirst({ where: { account: { userId }, ...rowOf(of), savedAt: { gt: oldest() } } }),
    db.dataKey.findMany({ where: { userId, destroyedAt: null } }),
  ]);
  const text = row && readerOf(keys)?.open(row.fields, placeOf(row.accountId, of));
  // What another build kept is looked at as what a browser sends.
  return row && text ? { values: toDraft(JSON.parse(text)), savedAt: row.savedAt.toISOString() } : null;
}

/** Deletes what was kept of this task: it was sent, or is not wanted. */
export async function discardDraft({ userId }: Viewer, of: DraftOf): Promise<boolean> {
  const { count } = await db.taskDraft.deleteMany({ where: { account: { userId }, ...rowOf(of) } });
  return count > 0;
}

const oldest = () => new Date(now().getTime() - draftDays * dayMs);

/** Deletes drafts that nobody has come back to for two weeks. */
export async function purgeDrafts(): Promise<void> {
  await db.taskDraft.deleteMany({ where: { savedAt: { lte: oldest() } } });
}
