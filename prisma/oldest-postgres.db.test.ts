import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate, migrationsDirectory } from "../scripts/commands/migrate.ts";
import { createTestDatabase } from "../testkit/database.ts";
import { migrateBefore } from "./migrate-before.ts";

const itself = "20261129135900_times_of_uuids";
const asks = "20261129140000_person_sessions_made_at";

const user = "019ad3c3-1f40-7000-8000-000000000001";
const account = "019ad3c3-1f40-7000-8000-000000000002";
const session = "019ad3c3-1f40-7000-8000-000000000003";

let databaseUrl: string;
let database: pg.Pool;

beforeEach(async () => {
  databaseUrl = await createTestDatabase("empty");
  database = new pg.Pool({ connectionString: databaseUrl, max: 1 });
});

afterEach(() => database.end());

test("every migration holds on PostgreSQL 16, which tells no time of a UUID, and gives a session the time of its id", async () => {
  // The server of the tests is newer: in this database it has no such function either.
  await database.query("alter function pg_catalog.uuid_extract_timestamp(uuid) rename to not_in_16");
  await migrateBefore(databaseUrl, asks);
  await database.query(`insert into "user" (id, email) values ($1, 'seller@demo.test')`, [user]);
  await database.query(
    `insert into connected_account (id, user_id, stripe_id, country, capabilities) values ($1, $2, 'acct_1', 'DE', '{}')`,
    [account, user],
  );
  await database.query(
    `insert into person_session (id, account_id, person_id, session_id, consent_version, consent_locale, consented_at, started_at, changed_at)
     values ($1, $2, 'person_1', 'vs_1', 1, 'en', now(), now(), now())`,
    [session, account],
  );

  await migrate(databaseUrl);

  const { rows } = await database.query("select created_at, not_in_16(id) as told from person_session");
  expect(rows).toEqual([{ created_at: new Date("2025-11-30T07:56:11.456Z"), told: rows[0].created_at }]);
});

test("a database that was migrated before that was so goes on, and gets no function of ours", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "migrations-"));
  try {
    for (const name of (await readdir(migrationsDirectory)).filter((found) => found !== itself)) {
      await cp(path.join(migrationsDirectory, name), path.join(directory, name), { recursive: true });
    }
    await migrate(databaseUrl, directory);
  } finally {
    await rm(directory, { recursive: true });
  }
  expect(await migrate(databaseUrl)).toEqual([itself]);
  expect(await migrate(databaseUrl)).toEqual([]);
  const { rows } = await database.query(
    "select pronamespace::regnamespace::text as schema from pg_proc where proname like 'uuid_extract_t%'",
  );
  expect(rows).toEqual([{ schema: "pg_catalog" }]);
});
