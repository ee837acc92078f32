import "server-only";
import { customerJob, keyOf, targetTypes } from "@/lib/jobs/definitions";
import { Prisma } from "@/prisma/generated/client";

/** The keys that the sync of the object with this id could have; `id` is a column. */
const keysOf = (id: string): Prisma.Sql =>
  Prisma.join(targetTypes.map((type) => Prisma.sql`${keyOf({ type, id: "" })} || ${Prisma.raw(id)}`));

/** SQL: whether the object has a sync that waits, runs or is dead; `id` is a column. */
export const hasSync = (id: string): Prisma.Sql =>
  Prisma.sql`exists (select from graphile_worker.jobs where key in (${keysOf(id)}))`;

/** SQL: whether a job waits or runs, or died within this time. */
const stillCounts = (deadFor: "1 hour" | "1 day"): Prisma.Sql =>
  Prisma.sql`(attempts < max_attempts or locked_at is not null or updated_at > now() - ${deadFor}::interval)`;

/** SQL: as `hasSync`, but of dead syncs only one that died less than an hour ago. */
export const hasRecentSync = (id: string): Prisma.Sql =>
  Prisma.sql`exists (select from graphile_worker.jobs where key in (${keysOf(id)}) and ${stillCounts("1 hour")})`;

/**
 * SQL: whether the customer of this person has a job that waits or runs, or one that died less than a day ago; `userId` is a
 * column of uuids.
 */
export const hasCustomerJob = (userId: string): Prisma.Sql =>
  Prisma.sql`exists (select from graphile_worker.jobs
    where key = ${`${customerJob.task}:`} || ${Prisma.raw(userId)}::text and ${stillCounts("1 day")})`;

/** What `syncColumns` brings. All null where there is no job. */
export type SyncColumns = {
  attempts: number | null;
  maxAttempts: number | null;
  running: boolean | null;
  dueAt: Date | null;
  lastError: string | null;
};

/** SQL: what is known of a job that `joinSync` found. */
export const syncColumns = Prisma.sql`j.attempts::int as attempts, j.max_attempts::int as "maxAttempts",
  j.locked_at is not null as running, j.run_at as "dueAt", j.last_error as "lastError"`;

/** SQL: the sync of the object, `id` being a column, where there is one and the condition holds. */
export const joinSync = (id: string, condition: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`left join graphile_worker.jobs j on j.key in (${keysOf(id)}) and ${condition}`;
