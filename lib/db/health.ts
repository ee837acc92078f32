import "server-only";
import { db } from "@/lib/db/client";

/** The newest folder of prisma/migrations that this build expects; a test keeps it true. */
export const latestMigration = "20261128220200_audit_targets_of_old_entries";

/** Whether the database answers, has the migrations that this build expects, and the queue's tables. */
export async function databaseIsReady(): Promise<boolean> {
  try {
    const [row] = await db.$queryRaw<{ ready: boolean }[]>`
      select to_regclass('graphile_worker._private_jobs') is not null and exists (
        select from _prisma_migrations where migration_name = ${latestMigration} and finished_at is not null
      ) as ready`;
    return row?.ready === true;
  } catch {
    return false;
  }
}
