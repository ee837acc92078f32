import "server-only";
import type { DiscardReason } from "@/lib/audit/actions";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db, type Tx } from "@/lib/db/client";
import { listReplayable, replayLimit } from "@/lib/events/data";
import { mayDiscard, mayReplay, mayReplayFilter } from "@/lib/events/rules";
import type { EventActionResult, EventFilter } from "@/lib/events/schema";
import { targetOf } from "@/lib/events/target";
import { keyOf, type Target } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { now } from "@/lib/time";
import type { Prisma } from "@/prisma/generated/client";

/**
 * Events wait again, and what they concern is asked for: both or neither. Returns how many; those whose outcome is another by now than
 * was asked for are left as they are. A dead job begins anew with all its attempts.
 */
async function askAgain(
  tx: Tx,
  target: Target,
  ids: string[],
  outcome?: Prisma.StripeEventWhereInput["outcome"],
): Promise<number> {
  const { count } = await tx.stripeEvent.updateMany({
    where: { id: { in: ids }, ...(outcome && { outcome }) },
    // The object of one that was stored before its type was followed may be another than the target.
    data: { outcome: "queued", failureCode: null, processedAt: null, objectId: target.id },
  });
  if (count > 0) await enqueueSyncs(tx, [target]);
  return count;
}

/** Runs the sync that an event asked for once more. Harmless at any time: it writes what Stripe says now. */
export async function replayEvent(viewer: Viewer<"events.replay">, id: string): Promise<EventActionResult> {
  const event = await db.stripeEvent.findUnique({
    where: { id },
    select: { type: true, objectId: true, account: true },
  });
  const target = event && targetOf(event);
  const allowed = mayReplay(viewer, { target });
  if (!allowed.ok) return { ok: false, code: allowed.why };
  if (!target) return { ok: false, code: "nothing_to_replay" };

  await db.$transaction(async (tx) => {
    await askAgain(tx, target, [id]);
    await appendAudit(tx, viewer, [{ action: "event.replayed", targetId: id }]);
  });
  return { ok: true };
}

/**
 * Replays the newest 1,000 events that fit a filter and returns how many there were: what somebody discards meanwhile stays so.
 * One transaction per target, so that no two of their rows are held at once; what was begun is whole even when this is cut off.
 */
export async function replayFilter(
  viewer: Viewer<"events.replay">,
  filter: EventFilter,
): Promise<{ ok: true; count: number } | Extract<EventActionResult, { ok: false }>> {
  const asked = mayReplayFilter(viewer, { events: null });
  if (!asked.ok) return { ok: false, code: asked.why };
  const events = (await listReplayable(filter)).slice(0, replayLimit);
  const allowed = mayReplayFilter(viewer, { events: events.length });
  if (!allowed.ok) return { ok: false, code: allowed.why };

  const byTarget = Map.groupBy(events, ({ target }) => keyOf(target)).values();
  // Who asked is written down first, as a replay may be cut off half way.
  await appendAudit(db, viewer, [
    { action: "events.replayed", targetId: "events", subject: `events:${events.length}` },
  ]);
  const outcome = filter.outcome ?? { not: "discarded" as const };
  let count = 0;
  for (const together of byTarget) {
    const [first] = together;
    const ids = together.map(({ id }) => id);
    if (first) count += await db.$transaction((tx) => askAgain(tx, first.target, ids, outcome));
  }
  return { ok: true, count };
}

/** Lets a dead letter go, for a reason of the closed list. Its row stays, and it can be replayed later all the same. */
export async function discardEvent(
  viewer: Viewer<"events.discard">,
  id: string,
  reason: DiscardReason,
): Promise<EventActionResult> {
  return db.$transaction(async (tx) => {
    const event = await tx.stripeEvent.findUnique({
      where: { id },
      select: { outcome: true },
    });
    const allowed = mayDiscard(viewer, { outcome: event?.outcome ?? null });
    if (!allowed.ok) return { ok: false, code: allowed.why };
    const discarded = await tx.stripeEvent.updateMany({
      where: { id, outcome: "failed" },
      data: { outcome: "discarded", failureCode: null, processedAt: now() },
    });
    // A sync has dealt with it since the rule was asked.
    if (!event || discarded.count === 0) return { ok: false, code: "wrong_outcome" };
    await appendAudit(tx, viewer, [{ action: "event.discarded", targetId: id, reason }]);
    return { ok: true };
  });
}
