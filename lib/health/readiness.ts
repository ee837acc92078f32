import "server-only";
import { databasePool } from "@/lib/db/client";
import { isInUtc, latestMigration } from "@/lib/db/health";
import { queueExists } from "@/lib/jobs/stats";

/** Whether the database answers, in the time zone we write in, has the migrations that this build expects, and the queue's tables. */
export async function databaseIsReady(): Promise<boolean> {
  try {
    const { rows } = await databasePool().query<{ ready: boolean }>(
      `select ${isInUtc} and ${queueExists} and exists (
         select from _prisma_migrations where migration_name = $1 and finished_at is not null) as ready`,
      [latestMigration],
    );
    return rows[0]?.ready === true;
  } catch {
    return false;
  }
}
