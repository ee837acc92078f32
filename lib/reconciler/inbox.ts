import "server-only";
import { db, type Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { failEvents } from "@/lib/events/outcomes";
import { targetOf } from "@/lib/events/target";
import { hasSync } from "@/lib/jobs/data";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { listDeadSyncs, removeOvertakenJobs } from "@/lib/jobs/failures";
import { now } from "@/lib/time";

/**
 * Makes dead letters of the events whose sync died with its worker, and gives a job to those that have none. Returns how
 * many targets. Removes the failed jobs in whose place another was added. Asks nothing of Stripe.
 */
export async function reconcileInbox(): Promise<{ dead_letter: number; stranded_event: number }> {
  await removeOvertakenJobs();
  const dead = await listDeadSyncs();
  const waiting = await db.stripeEvent.findMany({
    where: { objectId: { in: dead.map(({ target }) => target.id) }, outcome: "queued" },
    select: { objectId: true },
    distinct: ["objectId"],
  });
  const unseen = dead.filter(({ target }) => waiting.some(({ objectId }) => objectId === target.id));
  for (const { target, code } of unseen) await failEvents(target, code);

  const stranded = await db.$transaction(adoptStranded);
  return { dead_letter: unseen.length, stranded_event: stranded };
}

/**
 * Gives a job to each target that has a queued event and none. Each part of the inbox is read once, up to its high-water mark, which
 * moves if and only if the jobs are there. Returns how many.
 */
async function adoptStranded(tx: Tx): Promise<number> {
  const name = "stranded_events";
  const mark = await tx.highWaterMark.findUnique({ where: { name } });
  const at = new Date(now().getTime() - env().reconcileIntervalSeconds * 1000);
  const rows = await tx.$queryRaw<{ type: string; objectId: string; account: string | null }[]>`
    select distinct on (object_id) type, object_id as "objectId", account from stripe_event
    where received_at > ${mark?.at ?? new Date(0)} and received_at <= ${at} and outcome = 'queued'
      and not ${hasSync("object_id")}
    order by object_id`;
  const targets = rows.map(targetOf).filter((target) => target !== null);
  await enqueueSyncs(tx, targets, "stranded_event");
  await tx.highWaterMark.upsert({ where: { name }, create: { name, at }, update: { at } });
  return targets.length;
}
