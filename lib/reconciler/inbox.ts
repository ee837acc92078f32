import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { failEvents } from "@/lib/events/outcomes";
import { targetOf } from "@/lib/events/target";
import { hasSync } from "@/lib/jobs/data";
import type { Target } from "@/lib/jobs/definitions";
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

  const stranded = await listStranded();
  await enqueueSyncs(db, stranded, "stranded_event");
  return { dead_letter: unseen.length, stranded_event: stranded.length };
}

/** Targets with a queued event and no job. Each part of the inbox is read once, up to its high-water mark. */
async function listStranded(): Promise<Target[]> {
  const name = "stranded_events";
  const mark = await db.highWaterMark.findUnique({ where: { name } });
  const at = new Date(now().getTime() - env().reconcileIntervalSeconds * 1000);
  const rows = await db.$queryRaw<{ type: string; objectId: string; account: string | null }[]>`
    select distinct on (object_id) type, object_id as "objectId", account from stripe_event
    where received_at > ${mark?.at ?? new Date(0)} and received_at <= ${at} and outcome = 'queued'
      and not ${hasSync("object_id")}
    order by object_id`;
  await db.highWaterMark.upsert({ where: { name }, create: { name, at }, update: { at } });
  return rows.map(targetOf).filter((target) => target !== null);
}
