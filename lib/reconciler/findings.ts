import "server-only";
import { db } from "@/lib/db/client";
import type { Target } from "@/lib/jobs/definitions";
import type { ComparedDifference } from "@/lib/reconciler/schema";
import { now } from "@/lib/time";

/** Adds a round's findings to the totals, and says that it has ended. */
export async function recordRound(found: Record<string, number>): Promise<void> {
  const at = now();
  await db.$transaction([
    ...Object.entries(found)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) =>
        db.reconcilerFinding.upsert({
          where: { kind },
          create: { kind, total: count, lastCount: count, lastFoundAt: at },
          update: { total: { increment: count }, lastCount: count, lastFoundAt: at },
        }),
      ),
    db.highWaterMark.upsert({ where: { name: "round" }, create: { name: "round", at }, update: { at } }),
  ]);
}

/** More than a person reads; the metrics count them all. */
const keptDrift = 20;

/** Writes down what a sync that the reconciler asked for found to differ, and fixed. Keeps the newest 20. */
export async function recordFixed(
  { type, id }: Target,
  kind: string,
  { field, held, found }: ComparedDifference,
): Promise<void> {
  // The delete does not see the row that is added beside it.
  await db.$executeRaw`
    with added as (
      insert into mended_drift (target_type, verification_session_id, kind, field, held, found, mended_at)
      values (${type}, ${id}, ${kind}, ${field}, ${held}, ${found}, ${now()})
    )
    delete from mended_drift where id in (select id from mended_drift order by id desc offset ${keptDrift - 1})`;
}
