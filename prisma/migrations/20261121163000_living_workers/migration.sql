-- Worker processes that live: each holds an advisory lock of this class under its number, which PostgreSQL lets go with the
-- process's connection (lib/worker/sweep.ts). Who may not read another role's activity misses its start, not the process.
CREATE VIEW "living_worker" AS
SELECT l."objid"::int AS "id", a."backend_start" AS "started_at"
FROM pg_locks l
LEFT JOIN pg_stat_activity a USING ("pid")
WHERE l."locktype" = 'advisory' AND l."classid" = 7301 AND l."granted"
  AND l."database" = (SELECT d."oid" FROM pg_database d WHERE d."datname" = current_database());
