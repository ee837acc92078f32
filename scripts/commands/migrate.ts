import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import { readArguments } from "../process/arguments.ts";
import { Problem, runCommand } from "../process/command.ts";
import { openSchemaEngine } from "./schema-engine.ts";

/** Where the migrations lie. */
export const migrationsDirectory = path.join(import.meta.dirname, "..", "..", "prisma", "migrations");

/** Nothing is managed outside the schema; every call of the engine wants to be told so. */
export const filters = { externalTables: [], externalEnums: [] };

// Ours around the whole run. The engine takes its own (72707369) while applying, which would wait for an equal one for ever.
const MIGRATION_LOCK = 72_707_370;

/**
 * Applies the migrations that the database lacks, in order, each as one transaction, and returns their names. Runs at
 * the same time wait for each other. Throws a `Problem`, and applies nothing, when a migration was changed or went
 * missing after it was applied, or failed earlier; a migration that fails leaves nothing behind but the note that it did.
 */
export async function migrate(databaseUrl: string, directory = migrationsDirectory): Promise<string[]> {
  const migrationsList = await readMigrations(directory);
  return withMigrationLock(databaseUrl, async () => {
    const { engine, lastScriptFailure, close } = await openSchemaEngine(databaseUrl);
    try {
      const found = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });
      const problems = [
        ...found.editedMigrationNames.map((name) => `${name} was changed after it had been applied.`),
        ...missingFrom(found.history).map((name) => `${name} was applied, but its folder is missing.`),
        ...found.failedMigrationNames.map(
          (name) => `${name} failed earlier. Fix it, then: npm run db:migrate -- --rolled-back ${name}`,
        ),
      ];
      if (problems.length > 0) throw new Problem(["Nothing was migrated:", ...problems].join("\n  "));

      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
      return appliedMigrationNames;
    } catch (cause) {
      if (cause instanceof Problem) throw cause;
      const reason = lastScriptFailure() ?? (cause instanceof Error ? cause.message : String(cause));
      throw new Problem(`A migration failed and was recorded as failed: ${reason}`, { cause });
    } finally {
      await close();
    }
  });
}

/** Notes that a failed migration left nothing behind (it never does: each is one transaction), so that it may run again. */
export async function markRolledBack(databaseUrl: string, migrationName: string): Promise<void> {
  await withMigrationLock(databaseUrl, async () => {
    const { engine, close } = await openSchemaEngine(databaseUrl);
    try {
      await engine.markMigrationRolledBack({ migrationName });
    } catch (cause) {
      throw new Problem(`${migrationName} is not a failed migration of this database.`, { cause });
    } finally {
      await close();
    }
  });
}

async function withMigrationLock<Result>(databaseUrl: string, work: () => Promise<Result>): Promise<Result> {
  const lock = new pg.Client({ connectionString: databaseUrl });
  try {
    await lock.connect();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`The database cannot be reached: ${reason}`, { cause });
  }
  try {
    // Asked for again and again: a statement that waits holds a snapshot, which an index that is built concurrently waits for.
    while (!(await takeLock(lock))) await setTimeout(100);
    return await work();
  } finally {
    await lock.end();
  }
}

async function takeLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [MIGRATION_LOCK]);
  return rows[0]?.taken === true;
}

async function readMigrations(directory: string): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const lockfile = await readFile(path.join(directory, "migration_lock.toml"), "utf8").catch(() => null);
  return {
    baseDir: directory,
    lockfile: { path: "migration_lock.toml", content: lockfile },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({ path: name, migrationFile: await readScript(directory, name) })),
    ),
  };
}

async function readScript(directory: string, name: string) {
  const value = await readFile(path.join(directory, name, "migration.sql"), "utf8").catch(() => null);
  if (value === null) throw new Problem(`Nothing was migrated:\n  ${name} holds no migration.sql.`);
  return { path: "migration.sql", content: { tag: "ok" as const, value } };
}

function missingFrom(history: { diagnostic: string; unpersistedMigrationNames?: string[] } | null): string[] {
  return history?.unpersistedMigrationNames ?? [];
}

async function main(): Promise<void> {
  const known = "Options: --rolled-back <migration> notes that a failed one left nothing behind.";
  const { values } = readArguments({ options: { "rolled-back": { type: "string" } } }, known);
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new Problem("DATABASE_URL is not set: there is no database to migrate.");

  if (values["rolled-back"]) {
    await markRolledBack(databaseUrl, values["rolled-back"]);
    console.log(`noted that ${values["rolled-back"]} was rolled back`);
    return;
  }
  const applied = await migrate(databaseUrl);
  // The queue library keeps its tables in a schema of its own. The worker would bring them too, but the web process,
  // which stores events with their jobs, must not depend on who starts first.
  await runMigrations({ connectionString: databaseUrl });
  console.log(applied.length === 0 ? "nothing to apply" : applied.map((name) => `applied ${name}`).join("\n"));
}

if (import.meta.main) await runCommand(main);
