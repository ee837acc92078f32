import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { taskKeys } from "../lib/connect/requirements/tasks.ts";
import { filters } from "../scripts/commands/migrate.ts";
import { openSchemaEngine } from "../scripts/commands/schema-engine.ts";
import { createTestDatabase } from "../testkit/database.ts";

/** What migrations add by hand because the schema language cannot say it; triggers, functions and what views do are not compared. */
const writtenByHand = [
  "CREATE INDEX audit_entry_evidence_requested_idx ON public.audit_entry USING btree (actor_id, at) WHERE (action = 'evidence.requested'::text)",
  "CREATE INDEX audit_entry_searched_idx ON public.audit_entry USING btree (actor_id, at) WHERE (action = 'verifications.searched'::text)",
  "CREATE INDEX connected_account_board_at_risk_idx ON public.connected_account USING btree (COALESCE(due_by, '9989-12-31 00:00:00+00'::timestamp with time zone), id) INCLUDE (due_by, status, country, disabled_reason, open_tasks) WHERE (payouts_enabled AND (due_by IS NOT NULL))",
  "CREATE INDEX connected_account_board_country_status_idx ON public.connected_account USING btree (country, status, COALESCE(due_by, '9989-12-31 00:00:00+00'::timestamp with time zone), id)",
  "CREATE INDEX connected_account_board_country_idx ON public.connected_account USING btree (country, COALESCE(due_by, '9989-12-31 00:00:00+00'::timestamp with time zone), id)",
  "CREATE INDEX connected_account_board_idx ON public.connected_account USING btree (COALESCE(due_by, '9989-12-31 00:00:00+00'::timestamp with time zone), id)",
  "CREATE INDEX connected_account_board_lost_idx ON public.connected_account USING btree (COALESCE(due_by, '9989-12-31 00:00:00+00'::timestamp with time zone), id) INCLUDE (due_by, status, country, disabled_reason, open_tasks) WHERE ((enabled_at IS NOT NULL) AND (NOT payouts_enabled) AND (status <> 'closed'::connect_status))",
  "CREATE INDEX connected_account_board_reason_idx ON public.connected_account USING btree (disabled_reason, COALESCE(due_by, '9989-12-31 00:00:00+00'::timestamp with time zone), id) INCLUDE (status, country, payouts_enabled, enabled_at, due_by) WHERE (disabled_reason IS NOT NULL)",
  "CREATE INDEX connected_account_board_reason_status_idx ON public.connected_account USING btree (disabled_reason, status, COALESCE(due_by, '9989-12-31 00:00:00+00'::timestamp with time zone), id) WHERE (disabled_reason IS NOT NULL)",
  "CREATE INDEX connected_account_being_checked_idx ON public.connected_account USING btree (synced_at) WHERE ((status = 'checking'::connect_status) OR ((pending_count > 0) AND (status <> 'closed'::connect_status)))",
  "CREATE INDEX connected_account_board_status_idx ON public.connected_account USING btree (status, COALESCE(due_by, '9989-12-31 00:00:00+00'::timestamp with time zone), id)",
  ...taskKeys.map(
    (task) =>
      `CREATE INDEX connected_account_board_task_${task}_idx ON public.connected_account USING btree (COALESCE(due_by, '9989-12-31 00:00:00+00'::timestamp with time zone), id) INCLUDE (status, country, disabled_reason, payouts_enabled, enabled_at, due_by) WHERE (open_tasks @> ARRAY['${task}'::text])`,
  ),
  "column living_worker.id int4(32) nullable YES default none",
  "CREATE INDEX data_key_key_id_idx ON public.data_key USING btree (key_id, id) WHERE (destroyed_at IS NULL)",
  "CREATE UNIQUE INDEX data_key_alive_key ON public.data_key USING btree (user_id) WHERE (destroyed_at IS NULL)",
  "CREATE INDEX customer_unwritten_idx ON public.customer USING btree (changed_at) WHERE (written_revision < revision)",
  "CREATE INDEX mail_failed_idx ON public.mail USING btree (settled_at) WHERE (outcome = 'failed'::mail_outcome)",
  "CREATE INDEX mail_queued_idx ON public.mail USING btree (created_at) WHERE (outcome = 'queued'::mail_outcome)",
  "CREATE UNIQUE INDEX person_invitation_live_key ON public.person_invitation USING btree (account_id, person_id) WHERE (revoked_at IS NULL)",
  "CREATE INDEX person_session_moving_idx ON public.person_session USING btree (synced_at) WHERE ((ended_at IS NULL) OR ((redaction_requested_at IS NOT NULL) AND (redaction_status IS DISTINCT FROM 'redacted'::text)))",
  "CREATE UNIQUE INDEX person_session_open_key ON public.person_session USING btree (account_id, person_id) WHERE (ended_at IS NULL)",
  "CREATE UNIQUE INDEX requirement_open_key ON public.requirement USING btree (account_id, person_id, entry) NULLS NOT DISTINCT WHERE (closed_at IS NULL)",
  "CREATE INDEX stripe_event_failed_idx ON public.stripe_event USING btree (received_at) WHERE (failure_code IS NOT NULL)",
  "CREATE INDEX stripe_event_purge_idx ON public.stripe_event USING btree (purge_at) WHERE (payload IS NOT NULL)",
  "CREATE INDEX verification_review_idx ON public.verification USING btree (review_reason, created_at DESC, id DESC) WHERE (review_reason IS NOT NULL)",
  "CREATE UNIQUE INDEX verification_open_key ON public.verification USING btree (user_id, purpose) WHERE (closed_at IS NULL)",
  "CREATE INDEX verification_session_redacting_idx ON public.verification_session USING btree (synced_at) WHERE (redaction_status = 'processing'::text)",
];

const described = `
  select 'column ' || table_name || '.' || column_name || ' ' || udt_name
      || coalesce('(' || coalesce(datetime_precision, character_maximum_length, numeric_precision) || ')', '')
      || ' nullable ' || is_nullable || ' default ' || coalesce(column_default, 'none') as line
    from information_schema.columns where table_schema = 'public' and table_name <> '_prisma_migrations'
  union all
  select indexdef from pg_indexes where schemaname = 'public' and tablename <> '_prisma_migrations'
  union all
  select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace and conrelid <> 0 and contype <> 'n'
      and conrelid::regclass::text <> '_prisma_migrations'
  union all
  select 'enum ' || typname || ' ' || string_agg(enumlabel, ', ' order by enumsortorder)
    from pg_enum join pg_type on pg_type.oid = enumtypid group by typname`;

async function structureOf(databaseUrl: string, script = ""): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(script);
  const { rows } = await client.query<{ line: string }>(described);
  await client.end();
  return rows.map((row) => row.line).sort();
}

async function scriptOfSchema(databaseUrl: string): Promise<string> {
  const content = await readFile(path.join(import.meta.dirname, "schema.prisma"), "utf8");
  const { engine, close } = await openSchemaEngine(databaseUrl);
  const to = { tag: "schemaDatamodel" as const, files: [{ path: "schema.prisma", content }] };
  const { stdout } = await engine.diff({ from: { tag: "empty" }, to, script: true, exitCode: null, filters });
  await close();
  return stdout ?? "";
}

test("the migrations lead to exactly the schema, but for what is listed as written by hand", async () => {
  const migrated = await structureOf(process.env.DATABASE_URL ?? "");
  const empty = await createTestDatabase("empty");
  const wanted = await structureOf(empty, await scriptOfSchema(empty));

  expect(wanted.length).toBeGreaterThan(0);
  expect(migrated).toEqual([...wanted, ...writtenByHand].sort());
});
