import "server-only";
import { db } from "@/lib/db/client";
import { now } from "@/lib/time";
import type { FailedTry } from "@/prisma/generated/client";

/** More tries than a job has; older ones say nothing that these do not. */
const keptForSession = 20;

const keptMs = 30 * 24 * 60 * 60 * 1000;

/** Writes down that a try of a session's sync failed: when, with which code, and how long it took. Keeps the newest 20. */
export async function recordFailedTry(failed: Omit<FailedTry, "id" | "failedAt">): Promise<void> {
  const { verificationSessionId, attempt, code, stripeStatus, durationMs, gaveUp } = failed;
  // The delete does not see the row that is added beside it.
  await db.$executeRaw`
    with added as (
      insert into failed_try (verification_session_id, attempt, code, stripe_status, duration_ms, gave_up, failed_at)
      values (${verificationSessionId}, ${attempt}, ${code}, ${stripeStatus}, ${durationMs}, ${gaveUp}, ${now()})
    )
    delete from failed_try where id in (
      select id from failed_try where verification_session_id = ${verificationSessionId}
      order by id desc offset ${keptForSession - 1}
    )`;
}

/** Deletes the tries whose 30 days are over, in portions that stay far from the time limit of a statement. */
export async function purgeFailedTries(): Promise<void> {
  const portion = 2_000;
  const before = new Date(now().getTime() - keptMs);
  for (let purged = portion; purged === portion; ) {
    purged = await db.$executeRaw`
      delete from failed_try where id in (
        select id from failed_try where failed_at < ${before} order by failed_at limit ${portion}
      )`;
  }
}
