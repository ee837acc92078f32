CREATE TYPE "process_kind" AS ENUM ('web', 'worker');

-- Every process says every 15 s that it runs, and takes its row away when it is stopped (lib/metrics/presence.ts).
CREATE TABLE "process" (
    "id" UUID NOT NULL,
    "kind" "process_kind" NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "cpu_share" REAL,
    "memory_bytes" BIGINT NOT NULL,

    CONSTRAINT "process_pkey" PRIMARY KEY ("id")
);

-- When a worker started stands in its own row now.
DROP VIEW "living_worker";

-- Worker processes that live: each holds an advisory lock of this class under its number, which PostgreSQL lets go with the
-- process's connection (lib/worker/sweep.ts).
CREATE VIEW "living_worker" AS
SELECT l."objid"::int AS "id"
FROM pg_locks l
WHERE l."locktype" = 'advisory' AND l."classid" = 7301 AND l."granted"
  AND l."database" = (SELECT d."oid" FROM pg_database d WHERE d."datname" = current_database());
