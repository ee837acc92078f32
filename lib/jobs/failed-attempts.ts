import "server-only";
import { db } from "@/lib/db/client";
import type { Target } from "@/lib/jobs/definitions";
import { now } from "@/lib/time";
import type { FailedAttempt } from "@/prisma/generated/client";

/** More attempts than a job has; older ones say nothing that these do not. */
const keptForTarget = 20;

const keptMs = 30 * 24 * 60 * 60 * 1000;

/** Writes down that an attempt of a target's sync failed: when, with which code, and how long it took. Keeps the newest 20. */
export async function recordFailedAttempt(
  { id }: Target,
  { attempt, code, stripeStatus, durationMs, exhausted }: Omit<FailedAttempt, "id" | "objectId" | "failedAt">,
): Promise<void> {
  // The delete does not see the row that is added beside it.
  await db.$executeRaw`
    with added as (
      insert into failed_try (verification_session_id, attempt, code, stripe_status, duration_ms, gave_up, failed_at)
      values (${id}, ${attempt}, ${code}, ${stripeStatus}, ${durationMs}, ${exhausted}, ${now()})
    )
    delete from failed_try where id in (
      select id from failed_try where verification_session_id = ${id}
      order by id desc offset ${keptForTarget - 1}
    )`;
}

/** Deletes the attempts whose 30 days are over, in portions that stay far from the time limit of a statement. */
export async function purgeFailedAttempts(): Promise<void> {
  const portion = 2_000;
  const before = new Date(now().getTime() - keptMs);
  for (let purged = portion; purged === portion; ) {
    purged = await db.$executeRaw`
      delete from failed_try where id in (
        select id from failed_try where failed_at < ${before} order by failed_at limit ${portion}
      )`;
  }
}
