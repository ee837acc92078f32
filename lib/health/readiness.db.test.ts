import { expect, test } from "vitest";
import { GET } from "@/app/api/health/ready/route";
import { db } from "@/lib/db/client";
import { latestMigration } from "@/lib/db/health";

test("a process is ready with a migrated database, and not without the migration or the queue", async () => {
  expect((await GET()).status).toBe(200);

  await db.$executeRaw`update _prisma_migrations set finished_at = null where migration_name = ${latestMigration}`;
  expect((await GET()).status).toBe(503);
  await db.$executeRaw`update _prisma_migrations set finished_at = now() where migration_name = ${latestMigration}`;
  await db.$executeRaw`drop schema graphile_worker cascade`;
  expect((await GET()).status).toBe(503);
});
