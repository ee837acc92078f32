import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import type { Evidence } from "./evidence.ts";
import { invariants } from "./invariants.ts";
import { markers } from "./people.ts";

/** A mistake that an invariant must find. */
type Plant = {
  what: string;
  /** The invariant whose business it is. */
  by: keyof typeof invariants;
  /** In a transaction that is rolled back. */
  sql?: string[];
  /** What cannot be planted in the database. Returns the evidence with the mistake in it. */
  other?: (evidence: Evidence) => Evidence;
};

const oneVerified = "(select id from verification_session where status = 'verified' order by id limit 1)";
const oneCase = `(select verification_id from verification_session where id = ${oneVerified})`;
const planted = markers[0] ?? "";
const mailId = "00000000-0000-7000-8000-000000000000";
const sentMail = `with receiver as (
    insert into "user" (id, email, role) values (gen_random_uuid(), 'somebody@demo.test', 'applicant') returning id)
  insert into mail (id, key, user_id, kind, outcome, created_at)
  select '${mailId}', 'planted', id, 'seller_due', 'sent', now() from receiver`;

const changed = (what: string, table: string, set: string, where: string): Plant => ({
  what,
  by: "each verification equals Stripe",
  sql: [`update ${table} set ${set} where ${where}`],
});

/** One of which something is asked, with somebody named. */
const oneAccount = `(select account_id from requirement join account_person using (account_id)
  where closed_at is null and removed_at is null and first_name is not null order by account_id limit 1)`;
const ofAccount = (what: string, ...sql: string[]): Plant => ({
  what,
  by: "each connected account equals Stripe",
  sql,
});

const plants: Plant[] = [
  {
    what: "an event stored twice",
    by: "each event id stored once",
    sql: [
      "create temporary table copied on commit drop as select * from stripe_event limit 1",
      `do $$ declare name text; begin
         for name in select conname from pg_constraint where conrelid = 'stripe_event'::regclass and contype in ('p', 'u')
         loop execute format('alter table stripe_event drop constraint %I cascade', name); end loop; end $$`,
      "insert into stripe_event select * from copied",
    ],
  },
  {
    what: "an acknowledged event that is lost",
    by: "each event id stored once",
    // One that Stripe brought: what the reconciler found was never acknowledged.
    sql: ["delete from stripe_event where id = (select min(id) from stripe_event where attempts > 0)"],
  },
  {
    what: "an event that nobody sent",
    by: "each event id stored once",
    sql: ["update stripe_event set id = 'evt_invented' where id = (select min(id) from stripe_event)"],
  },
  changed("a session's status", "verification_session", "status = 'processing'", `id = ${oneVerified}`),
  changed("a session's last_error", "verification_session", "last_error_code = 'abandoned'", `id = ${oneVerified}`),
  changed("a session's report", "verification_session", "last_report_id = 'vr_other'", `id = ${oneVerified}`),
  changed("a case's status", "verification", "status = 'action_needed'", `id = ${oneCase}`),
  changed("a case's failure", "verification", "failure_code = 'abandoned'", `id = ${oneCase}`),
  changed("a case's verified time", "verification", "verified_at = verified_at + interval '1 s'", `id = ${oneCase}`),
  changed(
    "a check's result",
    "verification_check",
    "status = 'unverified'",
    `report_id = (select last_report_id from verification_session where id = ${oneVerified}) and kind = 'document'`,
  ),
  changed(
    "two people's names swapped",
    "verification_session",
    `output_first_name = (select output_first_name from verification_session where output_first_name is not null and id <> ${oneVerified} limit 1)`,
    `id = ${oneVerified}`,
  ),
  {
    what: "a report that is missing",
    by: "each verification equals Stripe",
    sql: [
      `delete from verification_check where report_id = (select last_report_id from verification_session where id = ${oneVerified})`,
      `delete from verification_report where id = (select last_report_id from verification_session where id = ${oneVerified})`,
    ],
  },
  ofAccount("an account's status", `update connected_account set status = 'past_due' where id = ${oneAccount}`),
  ofAccount("payouts that are off", "update connected_account set payouts_enabled = not payouts_enabled"),
  ofAccount(
    "a requirement that is missing",
    `update requirement set closed_at = now() where account_id = ${oneAccount}`,
  ),
  ofAccount(
    "a requirement in another list",
    `update requirement set list = 'future_past' where account_id = ${oneAccount} and closed_at is null`,
  ),
  ofAccount("a person who is gone", `update account_person set removed_at = now() where account_id = ${oneAccount}`),
  ofAccount(
    "two sellers' names swapped",
    `update account_person set first_name = (select first_name from account_person where account_id <> ${oneAccount} limit 1)
     where account_id = ${oneAccount}`,
  ),
  ofAccount(
    "an account that is known to nobody",
    `update connected_account set stripe_id = 'acct_another' where id = ${oneAccount}`,
  ),
  {
    what: "an attempt counted twice",
    by: "attempts equal reports",
    sql: [`update verification set attempts = attempts + 1 where id = ${oneCase}`],
  },
  {
    what: "a person verified after more attempts than allowed",
    by: "nobody verified round the rules",
    sql: [
      "update verification set max_attempts = attempts - 1 where id = (select min(id::text)::uuid from verification where status = 'verified')",
    ],
  },
  {
    what: "a mail sent twice",
    by: "mails once per effect",
    other: (evidence) => {
      const again = { to: ["somebody@demo.test"], subject: "", text: "", html: "", messageId: "" };
      return { ...evidence, truth: { ...evidence.truth, mails: [...evidence.truth.mails, again] } };
    },
  },
  {
    what: "a mail of the outbox that came in two versions",
    by: "mails once per effect",
    sql: [sentMail],
    other: (evidence) => {
      const copies = ["one", "another"].map((text) => ({
        ...{ to: ["somebody@demo.test"], subject: "", text, html: "", messageId: `<${mailId}@localhost>` },
      }));
      return { ...evidence, truth: { ...evidence.truth, mails: [...evidence.truth.mails, ...copies] } };
    },
  },
  {
    what: "a mail of the outbox that never came",
    by: "mails once per effect",
    sql: [sentMail],
  },
  {
    what: "an adoption written down twice",
    by: "audit entries once per effect",
    sql: [
      `insert into audit_entry (action, verification_id, subject, previous_hash, hash)
       select 'verification.adopted', ${oneCase}, 'vs_twice', '', '' from generate_series(1, 2)`,
    ],
  },
  {
    what: "an audit entry that was changed",
    by: "audit entries once per effect",
    sql: [
      "alter table audit_entry disable trigger audit_entry_append_only",
      "update audit_entry set action = 'planted' where id = (select min(id) from audit_entry)",
    ],
  },
  {
    what: "a job that nobody does",
    by: "no open job",
    sql: ["select graphile_worker.add_job('syncVerificationSession', '{}', run_at => now() + interval '1 day')"],
  },
  {
    what: "an event that still waits",
    by: "no open job",
    sql: ["update stripe_event set outcome = 'queued' where id = (select min(id) from stripe_event)"],
  },
  {
    what: "a name in plain bytes",
    by: "no personal data outside ciphertext",
    sql: [
      `insert into declared_details (id, user_id, version, details, created_at)
       select gen_random_uuid(), min(id::text)::uuid, 1000, convert_to('${planted}', 'UTF8'), now() from "user"`,
    ],
  },
  {
    what: "a mail address in an event's row",
    by: "no personal data outside ciphertext",
    sql: ["update stripe_event set object_id = 'somebody@demo.test' where id = (select min(id) from stripe_event)"],
  },
];

/** Shows that each invariant finds what it is for. Returns the plants that were not found. Leaves nothing behind. */
export async function findUnseenPlants(
  pool: pg.Pool,
  evidence: Omit<Evidence, "client">,
): Promise<{ planted: number; unseen: string[] }> {
  const unseen: string[] = [];
  for (const { what, by, sql = [], other = unchanged } of plants) {
    const client = await pool.connect();
    try {
      await client.query("begin");
      for (const statement of sql) await client.query(statement);
      const found = await invariants[by]?.(other({ ...evidence, client }));
      if (!found || found.length === 0) unseen.push(what);
    } finally {
      await client.query("rollback");
      client.release();
    }
  }
  const file = path.join(evidence.logsDirectory, "web-planted.log");
  writeFileSync(file, planted);
  const client = await pool.connect();
  const found = await invariants["no personal data outside ciphertext"]?.({ ...evidence, client });
  client.release();
  rmSync(file);
  if (!found || found.length === 0) unseen.push("a name in a log");
  return { planted: plants.length + 1, unseen };
}

const unchanged = (evidence: Evidence): Evidence => evidence;
