import "server-only";
import { db, type Tx } from "@/lib/db/client";
import { idsOf, type Target } from "@/lib/jobs/definitions";
import { log } from "@/lib/log";
import { now } from "@/lib/time";

/**
 * The events that came before this moment are dealt with, dead letters too: what they concern was read since. Later ones
 * have a job of their own.
 */
export async function settleEvents({ id }: Target, before: Date, outcome: "processed" | "ignored"): Promise<void> {
  await db.stripeEvent.updateMany({
    where: { objectId: id, outcome: { in: ["queued", "failed"] }, receivedAt: { lte: before } },
    data: { outcome, failureCode: null, processedAt: now() },
  });
}

/**
 * The sync of this target is dead: its waiting events become dead letters with this code, for a person to look at; when
 * none waits, because the reconciler asked for the sync, its newest event does, unless somebody discarded that.
 */
export async function failEvents(target: Target, failureCode: string): Promise<void> {
  const { id } = target;
  const count = await db.$executeRaw`
    update stripe_event set outcome = 'failed', failure_code = ${failureCode}, processed_at = ${now()}
    where object_id = ${id} and outcome not in ('failed', 'discarded') and (outcome = 'queued' or (
      id = (select id from stripe_event where object_id = ${id} order by created_at desc, id desc limit 1)
      and not exists (select from stripe_event where object_id = ${id} and outcome in ('queued', 'failed'))))`;
  log.error("a sync is dead until a person has looked", { ...idsOf(target), code: failureCode, count });
}

/** Erases the payloads of all events about these objects, in the caller's transaction. */
export async function erasePayloads(tx: Tx, objectIds: string[]): Promise<void> {
  await tx.stripeEvent.updateMany({
    where: { objectId: { in: objectIds }, payload: { not: null } },
    data: { payload: null },
  });
}

/** Deletes webhook payloads whose 30 days are over, in portions that stay far from the time limit of a statement. */
export async function purgePayloads(): Promise<void> {
  const portion = 2_000;
  for (let purged = portion; purged === portion; ) {
    purged = await db.$executeRaw`
      update stripe_event set payload = null where id in (
        select id from stripe_event where payload is not null and purge_at < ${now()} order by purge_at limit ${portion}
      )`;
  }
}
