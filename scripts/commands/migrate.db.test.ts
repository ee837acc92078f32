import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase } from "../../testkit/database.ts";
import { markRolledBack, migrate } from "./migrate.ts";

const FIRST = "20260101000000_first";
const SECOND = "20260102000000_second";

// Semicolons within the body: the script must reach PostgreSQL whole.
const withFunction = `
create table note (id integer primary key, text text not null);
create function refuse() returns trigger language plpgsql as $$
begin
  raise exception 'notes are append-only; nothing may change';
end;
$$;
create trigger append_only before update on note for each row execute function refuse();
`;

let directory: string;
let databaseUrl: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "migrations-"));
  databaseUrl = await createTestDatabase("empty");
  await writeFile(path.join(directory, "migration_lock.toml"), 'provider = "postgresql"\n');
  await writeMigration(FIRST, withFunction);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function writeMigration(name: string, sql: string): Promise<void> {
  await mkdir(path.join(directory, name), { recursive: true });
  await writeFile(path.join(directory, name, "migration.sql"), sql);
}

async function tables(): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  await client.end();
  return rows.map((row) => row.name);
}

test("a fresh database gets every migration, a second run finds nothing to do", async () => {
  expect(await migrate(databaseUrl, directory)).toEqual([FIRST]);
  expect(await migrate(databaseUrl, directory)).toEqual([]);
  await writeMigration(SECOND, "alter table note add column at timestamptz;");
  expect(await migrate(databaseUrl, directory)).toEqual([SECOND]);
});

test("of two runs at once, one migrates and the other finds nothing to do", async () => {
  const applied = await Promise.all([migrate(databaseUrl, directory), migrate(databaseUrl, directory)]);
  expect(applied.flat()).toEqual([FIRST]);
});

test("an index is built beside writers, also while another run waits for this one", async () => {
  await writeMigration(SECOND, "-- Alone.\ncreate index concurrently note_text on note (text);\n");
  const applied = await Promise.all([1, 2, 3].map(() => migrate(databaseUrl, directory)));
  expect(applied.flat()).toEqual([FIRST, SECOND]);
});

test("a migration that was changed after it had been applied is refused", async () => {
  await migrate(databaseUrl, directory);
  await writeMigration(FIRST, `${withFunction}-- a late thought`);
  await expect(migrate(databaseUrl, directory)).rejects.toThrow(`${FIRST} was changed`);
});

test("a migration that went missing after it had been applied is refused, and nothing else is applied", async () => {
  await migrate(databaseUrl, directory);
  await rm(path.join(directory, FIRST), { recursive: true });
  await writeMigration(SECOND, "create table other (id integer);");
  await expect(migrate(databaseUrl, directory)).rejects.toThrow(`${FIRST} was applied, but its folder is missing`);
  expect(await tables()).not.toContain("other");
});

test("a migration folder without its script is refused", async () => {
  await mkdir(path.join(directory, SECOND));
  await expect(migrate(databaseUrl, directory)).rejects.toThrow(`${SECOND} holds no migration.sql`);
});

test("a migration that fails leaves nothing behind, blocks until it is fixed, and then applies", async () => {
  await writeMigration(SECOND, "create table half (id integer); insert into nowhere values (1);");
  await expect(migrate(databaseUrl, directory)).rejects.toThrow('relation "nowhere" does not exist');
  expect(await tables()).not.toContain("half");
  await expect(migrate(databaseUrl, directory)).rejects.toThrow(`${SECOND} failed earlier`);

  await writeMigration(SECOND, "create table half (id integer);");
  await markRolledBack(databaseUrl, SECOND);
  expect(await migrate(databaseUrl, directory)).toEqual([SECOND]);
});

test("an unreachable database is said to be so", async () => {
  await expect(migrate("postgresql://postgres:x@127.0.0.1:9/none", directory)).rejects.toThrow("cannot be reached");
});
