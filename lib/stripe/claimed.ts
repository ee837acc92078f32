import "server-only";
import { z } from "zod";
import type { PageOf, StripePage } from "@/lib/stripe/lists";
import { text } from "@/lib/stripe/readers";

/** An object in a list, and which of our users its metadata name; null: none. */
export type Claimed = { id: string; claimedUserId: string | null };

const listed = z.object({
  id: z.string(),
  metadata: z.object({ user_id: text }).nullish().catch(null),
});

/** A page of Stripe's whose objects may carry a user of ours in their metadata. */
export function toClaimedPage(list: { data: readonly unknown[]; has_more: boolean }): StripePage<Claimed> {
  const objects = list.data.map((each) => listed.parse(each));
  const items = objects.map(({ id, metadata }) => ({ id, claimedUserId: metadata?.user_id ?? null }));
  return { items, next: list.has_more ? (objects.at(-1)?.id ?? null) : null };
}

type ListClaimed = (page: PageOf) => Promise<StripePage<Claimed>>;

/** Clocks differ; and a press whose answer was lost has called for less than a minute. */
const toleranceMs = 5 * 60 * 1000;

/** A person waits for it. */
const pagesSearched = 5;

/**
 * The newest object of a list that names this user, among those created when the creation was first asked for, at `since`, whatever was
 * created later, and among the newest 500 created since. Null when there is none. At most ten calls, which fail as `list` does.
 */
export async function findClaimed(list: ListClaimed, userId: string, since: Date): Promise<{ id: string } | null> {
  const from = new Date(since.getTime() - toleranceMs);
  const first = await search(list, userId, { since: from, until: new Date(since.getTime() + toleranceMs) });
  return first ?? (await search(list, userId, { since: from }));
}

async function search(
  list: ListClaimed,
  userId: string,
  period: Omit<PageOf, "after">,
): Promise<{ id: string } | null> {
  let after: string | null = null;
  for (let read = 0; read < pagesSearched; read++) {
    const page: StripePage<Claimed> = await list({ ...period, after });
    const found = page.items.find(({ claimedUserId }) => claimedUserId === userId);
    if (found) return { id: found.id };
    after = page.next;
    if (after === null) break;
  }
  return null;
}
