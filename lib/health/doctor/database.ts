import "server-only";
import type pg from "pg";
import { ago } from "@/i18n/format";
import { verifyAuditLog } from "@/lib/audit/verify";
import { isInUtc, latestMigration } from "@/lib/db/health";
import { lastDelivered } from "@/lib/events/stats";
import { type Check, finding, type Patient } from "@/lib/health/doctor/check";
import { deadSyncs } from "@/lib/jobs/failures";
import { countWaiting, oldestWaitingAt, queueExists } from "@/lib/jobs/stats";
import { keysInUse } from "@/lib/pii/data-keys";
import { stripesLists } from "@/lib/reconciler/high-water-mark";
import { sessionEvents } from "@/lib/stripe/session-events";
import { now } from "@/lib/time";

/** What the queue holds now, and when Stripe last brought an event. */
export type Figures = {
  waiting: number;
  /** Age of the oldest job that could run and does not. */
  oldestMs: number;
  /** How many worker processes live. */
  workers: number;
  /** To any of our endpoints. */
  lastEventAt: Date | null;
  /** To the one for our own account, whose secret a connected account's event says nothing of. */
  lastOwnEventAt: Date | null;
};

const oldestSupported = 16;

/** Older than this, results come late; much older, and nobody works on them. */
const lateMs = 10_000;
const stuckMs = 120_000;

const inDatabase = ["migrations", "timeLimits", "timeZone", "durability", "dataKeys", "auditLog"] as const;
const inQueue = ["queue", "workers", "reconciler"] as const;

/** Everything that PostgreSQL can tell. `figures` is null when it does not answer, or holds no queue. */
export async function checkDatabase(patient: Patient): Promise<{ checks: Check[]; figures: Figures | null }> {
  const { database, words } = patient;
  const version = await firstRow<{ version: string }>(database, "select current_setting('server_version') as version");
  if (!version) {
    const skipped = inDatabase.map((check) => finding(words, "database", check).skipped("noDatabase"));
    const running = inQueue.map((check) => finding(words, "running", check).skipped("noDatabase"));
    const away = finding(words, "database", "version").failed("noAnswer");
    return { checks: [away, ...skipped, ...running], figures: null };
  }
  // Only now: the first statement may have opened a connection.
  const startedAt = performance.now();
  await firstRow(database, "select 1");
  const ms = Math.round(performance.now() - startedAt);
  const [migrations, settings, dataKeys, auditLog, queue, reconciler] = await Promise.all([
    checkMigrations(patient),
    checkSettings(patient),
    checkDataKeys(patient),
    checkAuditLog(patient),
    checkQueue(patient),
    checkReconciler(patient),
  ]);
  return {
    checks: [
      checkVersion(patient, version.version, ms),
      migrations,
      ...settings,
      dataKeys,
      auditLog,
      ...queue.checks,
      reconciler,
    ],
    figures: queue.figures,
  };
}

/** The first row; null when there is none or the statement fails. */
async function firstRow<Row extends pg.QueryResultRow>(
  database: pg.Pool,
  sql: string,
  values: unknown[] = [],
): Promise<Row | null> {
  try {
    return (await database.query<Row>(sql, values)).rows[0] ?? null;
  } catch {
    return null;
  }
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
 * was made, and without that one nobody can read what is kept of its person.
 */
async function checkDataKeys({ database, env, words }: Patient): Promise<Check> {
  const { fine, failed, skipped } = finding(words, "database", "dataKeys");
  const row = await firstRow<{ used: string[] }>(database, keysInUse);
  if (!row) return skipped("noDatabase");
  const gone = row.used.filter((used) => !env.piiKeys.some(({ id }) => id === used));
  return gone.length > 0
    ? failed("gone", { keys: gone.join(", ") })
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

async function checkQueue({ database, words }: Patient): Promise<{ checks: Check[]; figures: Figures | null }> {
  const queue = finding(words, "running", "queue");
  const workers = finding(words, "running", "workers");
  const row = await firstRow<{
    waiting: number;
    oldestMs: number;
    dead: number;
    alive: number;
    lost: number;
    lastEventAt: Date | null;
    lastOwnEventAt: Date | null;
  }>(
    database,
    `select ${countWaiting()} as waiting,
       coalesce(extract(epoch from now() - ${oldestWaitingAt}) * 1000, 0)::float as "oldestMs",
       (select count(*) from stripe_event where failure_code is not null and outcome = 'failed')::int
         + (select count(*) from (${deadSyncs}) as sync where not exists (
              select from stripe_event e where e.object_id = sync.id and e.outcome = 'failed'))::int as dead,
       (select count(*) from living_worker)::int as alive,
       (select count(*) from worker_pool p where p.process_id not in (select id from living_worker))::int as lost,
       (${lastDelivered("received_at")}) as "lastEventAt",
       (select max(newest.received_at) from unnest($1::text[]) as each (type), lateral (
          select received_at from stripe_event where type = each.type and account is null and attempts > 0
          order by received_at desc limit 1) as newest) as "lastOwnEventAt"`,
    [sessionEvents],
  );
  if (!row) return { checks: [queue, workers].map((each) => each.skipped("noDatabase")), figures: null };

  const { waiting, oldestMs, dead, alive, lost, lastEventAt, lastOwnEventAt } = row;
  const values = { waiting, seconds: Math.round(oldestMs / 100) / 10, dead };
  const lag = () => {
    if (oldestMs > stuckMs) return queue.failed("stuck", values);
    if (oldestMs > lateMs) return queue.warning("late", values);
    return dead > 0 ? queue.warning("deadLetters", values) : queue.fine("moving", values);
  };
  const staff = () => {
    if (alive === 0) return workers.failed("none");
    return lost > 0 ? workers.warning("lost", { alive, lost }) : workers.fine("alive", { alive });
  };
  return { checks: [lag(), staff()], figures: { waiting, oldestMs, workers: alive, lastEventAt, lastOwnEventAt } };
}

async function checkReconciler({ database, env, words, locale }: Patient): Promise<Check> {
  const { fine, unknown, warning, skipped } = finding(words, "running", "reconciler");
  // How far Stripe's lists were read through, which stands still when the worker or Stripe does.
  const row = await firstRow<{ at: Date | null; never: string[]; hadRound: boolean }>(
    database,
    `select min(coalesce(began_at, reached_at)) as at,
       coalesce(array_agg(list.name order by list.name) filter (where reached_at is null), '{}') as never,
       exists (select from reconciler_mark where name = 'round') as "hadRound"
     from unnest($1::text[]) as list (name) left join reconciler_mark mark using (name)`,
    [[...stripesLists]],
  );
  if (!row) return skipped("noDatabase");
  const seconds = env.reconcileIntervalSeconds;
  // What failed in every round has left no mark.
  if (row.hadRound && row.never.length > 0) return warning("never", { lists: row.never.join(", "), seconds });
  if (!row.at) return unknown("notYet", { seconds });
  const ageMs = now().getTime() - row.at.getTime();
  const values = { age: ago(ageMs, locale), seconds };
  // A round takes its time, and comes one interval after a worker's start.
  return ageMs > (2 * seconds + 60) * 1000 ? warning("late", values) : fine("ran", values);
}
