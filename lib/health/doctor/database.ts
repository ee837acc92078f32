import "server-only";
import { verifyAuditLog } from "@/lib/audit/verify";
import { isInUtc, latestMigration } from "@/lib/db/health";
import { type Check, finding, firstRow, type Patient } from "@/lib/health/doctor/check";
import { queueExists } from "@/lib/jobs/stats";
import { keysInUse, sampleDataKeys } from "@/lib/pii/data-keys";
import { isWrappedBy } from "@/lib/pii/keyring";

const oldestSupported = 16;

const inDatabase = ["migrations", "timeLimits", "timeZone", "durability", "dataKeys", "auditLog"] as const;

/** Whether PostgreSQL answers, is set up as we need it, and holds what it should. */
export async function checkDatabase(patient: Patient): Promise<Check[]> {
  const { database, words } = patient;
  const version = await firstRow<{ version: string }>(database, "select current_setting('server_version') as version");
  if (!version) {
    const skipped = inDatabase.map((check) => finding(words, "database", check).skipped("noDatabase"));
    return [finding(words, "database", "version").failed("noAnswer"), ...skipped];
  }
  // Only now: the first statement may have opened a connection.
  const startedAt = performance.now();
  await firstRow(database, "select 1");
  const ms = Math.round(performance.now() - startedAt);
  const [migrations, settings, dataKeys, auditLog] = await Promise.all([
    checkMigrations(patient),
    checkSettings(patient),
    checkDataKeys(patient),
    checkAuditLog(patient),
  ]);
  return [checkVersion(patient, version.version, ms), migrations, ...settings, dataKeys, auditLog];
}

function checkVersion({ words }: Patient, full: string, ms: number): Check {
  const { fine, failed } = finding(words, "database", "version");
  const version = full.split(" ")[0] ?? full;
  return Number.parseInt(version, 10) >= oldestSupported
    ? fine("right", { version, ms })
    : failed("old", { version, oldest: String(oldestSupported) });
}

async function checkMigrations({ database, words }: Patient): Promise<Check> {
  const { fine, warning, failed } = finding(words, "database", "migrations");
  const row = await firstRow<{
    applied: number;
    broken: string | null;
    newer: string | null;
    has: boolean;
    queue: boolean;
  }>(
    database,
    `select count(*) filter (where finished_at is not null and rolled_back_at is null)::int as applied,
       min(migration_name) filter (where finished_at is null and rolled_back_at is null) as broken,
       max(migration_name) filter (where migration_name > $1) as newer,
       coalesce(bool_or(migration_name = $1 and finished_at is not null and rolled_back_at is null), false) as has,
       ${queueExists} as queue
     from _prisma_migrations`,
    [latestMigration],
  );
  if (row?.broken) return failed("broken", { name: row.broken });
  if (!row?.has) return failed("missing", { name: latestMigration });
  if (!row.queue) return failed("noQueue");
  if (row.newer) return warning("newer", { name: row.newer });
  return fine("applied", { count: row.applied });
}

/** The settings that our own connections really have, and those of the server on which promises rest. */
async function checkSettings({ database, words }: Patient): Promise<Check[]> {
  const limits = finding(words, "database", "timeLimits");
  const timeZone = finding(words, "database", "timeZone");
  const durability = finding(words, "database", "durability");
  const row = await firstRow<{
    statement: number;
    lock: number;
    idle: number;
    zone: string;
    utc: boolean;
    fsync: string;
    commit: string;
    standby: boolean;
  }>(
    database,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
       pg_is_in_recovery() as standby, current_setting('TimeZone') as zone, ${isInUtc} as utc,
       (select setting::int from pg_settings where name = 'statement_timeout') as statement,
       (select setting::int from pg_settings where name = 'lock_timeout') as lock,
       (select setting::int from pg_settings where name = 'idle_in_transaction_session_timeout') as idle`,
  );
  if (!row) return [limits, timeZone, durability].map(({ skipped }) => skipped("noDatabase"));

  const unsafe = [...(row.fsync === "off" ? ["fsync"] : []), ...(row.commit === "off" ? ["synchronous_commit"] : [])];
  const keeps = row.standby
    ? durability.failed("standby")
    : unsafe.length > 0
      ? durability.warning("unsafe", { settings: unsafe.join(", ") })
      : durability.fine("kept");
  const bounded = row.statement > 0 && row.lock > 0 && row.idle > 0;
  const values = { statement: row.statement / 1000, lock: row.lock / 1000, idle: row.idle / 1000 };
  const zone = row.utc ? timeZone.fine("utc") : timeZone.failed("other", { zone: row.zone });
  return [bounded ? limits.fine("set", values) : limits.warning("none"), zone, keeps];
}

/**
 * Whether PII_KEYS has every key that people's data are kept under: a data key stays wrapped by the one that was the newest when it
 * was made, and without that one nobody can read what is kept of its person. An id is not the key: two may have been given one, so
 * that the first and the last data key of each are opened.
 */
async function checkDataKeys({ database, env, words }: Patient): Promise<Check> {
  const { fine, failed, skipped } = finding(words, "database", "dataKeys");
  const row = await firstRow<{ used: string[] }>(database, keysInUse);
  if (!row) return skipped("noDatabase");
  const gone = row.used.filter((used) => !env.piiKeys.some(({ id }) => id === used));
  if (gone.length > 0) return failed("gone", { keys: gone.join(", ") });

  type Sample = { keyId: string; id: string; wrappedKey: Uint8Array };
  const samples = await database.query<Sample>(sampleDataKeys, [row.used]).catch(() => null);
  if (!samples) return skipped("noDatabase");
  const other = env.piiKeys.filter((key) =>
    samples.rows.some((sample) => sample.keyId === key.id && !isWrappedBy(key, sample)),
  );
  return other.length > 0
    ? failed("other", { keys: other.map(({ id }) => id).join(", ") })
    : fine("there", { count: row.used.length, keys: row.used.join(", ") });
}

/** As many entries are recomputed for a page: some tenths of a second. `npm run audit:verify` recomputes all. */
const recomputed = 20_000;

/** A worker signs the head every minute. */
const unsignedMs = 10 * 60_000;

async function checkAuditLog({ database, env, words }: Patient): Promise<Check> {
  const { fine, warning, failed, skipped } = finding(words, "database", "auditLog");
  const row = await firstRow<{ guards: number; unsigned: boolean }>(
    database,
    `select (select count(*) from pg_trigger where tgrelid = to_regclass('audit_entry') and tgenabled <> 'D'
         and tgname in ('audit_entry_chain', 'audit_entry_append_only'))::int as guards,
       exists (select from audit_entry where id > coalesce((select entry_id from audit_head), 0)
         and at < now() - $1 * interval '1 millisecond') as unsigned`,
    [unsignedMs],
  );
  const found = await verifyAuditLog(database, env.piiKeys, recomputed).catch(() => null);
  if (!row || !found) return skipped("noDatabase");
  const { fault, headFault } = found;
  if (fault) return failed(fault.cause, { entry: String(fault.entryId), before: String(fault.before ?? 0) });
  if (headFault?.cause === "key_gone") return warning("key_gone");
  if (headFault) {
    return failed(headFault.cause, { entry: String(headFault.entryId), newest: String(headFault.newest ?? 0) });
  }
  if (row.guards !== 2) return failed("open");
  if (row.unsigned) return warning("unsigned");
  return fine(found.entries < recomputed ? "whole" : "newest", { entries: found.entries });
}
