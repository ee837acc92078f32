import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../scripts/commands/migrate.ts";
import { createTestDatabase } from "../testkit/database.ts";
import { migrateBefore } from "./migrate-before.ts";

/** The first migration that erases. */
const payloads = "20261129150000_payloads_without_persons";

const person = "00000000-0000-7000-8000-000000000001";
const seller = "00000000-0000-7000-8000-000000000006";
const living = "00000000-0000-7000-8000-000000000002";
const redacted = "00000000-0000-7000-8000-000000000003";

let database: pg.Pool;

beforeAll(async () => {
  const databaseUrl = await createTestDatabase("empty");
  database = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  await migrateBefore(databaseUrl, payloads);
  await database.query(`insert into "user" (id, email) values ($1, 'old@demo.test'), ($2, 'seller@demo.test')`, [
    ...[person, seller],
  ]);
  for (const [id, redactedAt] of [
    [redacted, "2026-11-01"],
    [living, null],
  ]) {
    await database.query(
      `insert into verification (id, user_id, max_attempts, closed_at, redacted_at) values ($1, $2, 3, now(), $3)`,
      [id, person, redactedAt],
    );
  }
  for (const [id, verification, reference] of [
    ["vs_living", living, person],
    ["vs_redacted", redacted, null],
    ["vs_with_address", living, "somebody@demo.test"],
    ["vs_with_more", living, `${person} somebody`],
  ]) {
    await database.query(
      `insert into verification_session (id, verification_id, type, status, livemode, created_at, synced_at, changed_at, sync_ticket,
         client_reference_id)
       values ($1, $2, 'document', 'requires_input', false, now(), now(), now(), 1, $3)`,
      [id, verification, reference],
    );
  }
  for (const [id, type, object, account] of events) {
    await database.query(
      `insert into stripe_event (id, type, object_id, account, livemode, outcome, created_at, payload)
       values ($1, $2, $3, $4, false, 'processed', now(), '\\x01')`,
      [id, type, object, account],
    );
  }
  for (const [id, user, status] of [
    ["00000000-0000-7000-8000-000000000004", person, "closed"],
    ["00000000-0000-7000-8000-000000000005", seller, "due"],
  ]) {
    await database.query(
      `insert into connected_account (id, user_id, country, capabilities, status, due_by, created_at, status_changed_at, changed_at)
       values ($1, $2, 'DE', '{}', $3, now(), now(), now(), now())`,
      [id, user, status],
    );
  }
  await migrate(databaseUrl);
});
afterAll(() => database.end());

const verified = "identity.verification_session.verified";
const events = [
  ["evt_own", verified, "vs_living", null],
  ["evt_redacted", verified, "vs_redacted", null],
  ["evt_of_another_system", verified, "vs_elsewhere", null],
  ["evt_of_an_accounts_own", verified, "vs_living", "acct_1"],
  ["evt_account", "account.updated", "acct_1", "acct_1"],
  ["evt_person", "person.updated", "acct_1", "acct_1"],
  ["evt_ignored", "payout.paid", "po_1", "acct_1"],
  ["evt_unreadable", "unreadable", null, null],
];

test("of the payloads that hold whole events those of our own living verifications stay", async () => {
  const { rows } = await database.query<{ id: string }>("select id from stripe_event where payload is not null");
  expect(rows.map(({ id }) => id)).toEqual(["evt_own"]);
});

test("of the references of sessions those stay that are ids", async () => {
  const { rows } = await database.query("select id from verification_session where client_reference_id is not null");
  expect(rows).toEqual([{ id: "vs_living" }]);
});

test("of sellers' dates those stay that something is due by: none of a closed account", async () => {
  const { rows } = await database.query("select status from connected_account where due_by is not null");
  expect(rows).toEqual([{ status: "due" }]);
});
