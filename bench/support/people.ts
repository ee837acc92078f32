import { type Role, signInPerson, signInUser } from "../../testkit/people.ts";
import type { Server } from "./workbench.ts";
import { withDatabase } from "./workbench.ts";

/** Somebody new, or that user, signed in as the mailed link would; returns what the cookie must hold. */
export const signIn = ({ databaseUrl }: Server, role: Role, userId: string | null = null): Promise<string> =>
  withDatabase(databaseUrl, async (sql) => (userId ? signInUser(sql, userId) : (await signInPerson(sql, role)).token));

/**
 * Fills an empty database with so many invented verifications, one a person, of every status; the newest are the same
 * whatever the count. Their ages are 31 seconds apart, the first being of now. They have no names yet.
 */
export async function insertPeople({ databaseUrl }: Server, count: number): Promise<void> {
  await withDatabase(databaseUrl, async (client) => {
    // Loads without looking up every reference, which are right by construction.
    await client.query("set session_replication_role = replica");
    await client.query(functions);
    for (const statement of statements) await client.query(statement, [count]);
    await client.query("vacuum analyze");
  });
}

/**
 * Gives the 200 newest verifications what they would have left behind: consent, two attempts with their checks, Stripe's
 * events. Returns the newest verified one.
 */
export async function insertHistory({ databaseUrl }: Server): Promise<{ id: string; userId: string }> {
  return withDatabase(databaseUrl, async (client) => {
    await client.query(`create temp table newest as
      select id, user_id, current_session_id as session_id, created_at from verification
      where current_session_id is not null order by created_at desc limit 200`);
    for (const statement of history) await client.query(statement);
    await client.query("vacuum analyze");
    const { rows } = await client.query<{ id: string; userId: string }>(
      `select id, user_id as "userId" from verification where status = 'verified' order by created_at desc limit 1`,
    );
    const [verified] = rows;
    if (!verified) throw new Error("nobody of these people is verified");
    return verified;
  });
}

const history = [
  `insert into consent (id, user_id, verification_id, choice, version, locale, created_at)
   select gen_random_uuid(), user_id, id, 'agreed', 1, 'en', created_at from newest`,
  `insert into verification_report (id, verification_session_id, type, document_type, document_country, created_at)
   select 'vr_' || substr(session_id, 4) || try, session_id, 'document', 'passport', 'IS', created_at + try * interval '1 min'
   from newest, generate_series(1, 2) try`,
  `insert into verification_check (report_id, kind, status, error_code)
   select id, kind, (case when id like '%1' then 'unverified' else 'verified' end)::check_status,
     case when id like '%1' then kind || '_unverified_other' end
   from verification_report, unnest(array['document', 'selfie']) kind`,
  `insert into stripe_event (id, type, object_id, livemode, outcome, created_at, received_at, processed_at)
   select 'evt_' || substr(session_id, 4) || kind, 'identity.verification_session.' || kind, session_id, false, 'processed',
     created_at, created_at, created_at
   from newest, unnest(array['created', 'processing', 'requires_input', 'verified']) kind`,
];

/** `k` counts from the newest; what a person is follows from it. */
const functions = `
  create function pg_temp.id_of(kind int, k int) returns uuid language sql immutable as
    $$ select (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(4294967295 - k), 12, '0'))::uuid $$;
  create function pg_temp.session_of(k int) returns text language sql immutable as
    $$ select 'vs_' || lpad(k::text, 24, '0') $$;
  create function pg_temp.at_of(k int) returns timestamptz language sql stable as
    $$ select now() - k * interval '31 s' $$;
  create function pg_temp.status_of(k int) returns derived_status language sql immutable as $$
    select (case
      when k * 37 % 100 < 70 then 'verified'
      when k * 37 % 100 < 82 then 'action_needed'
      when k * 37 % 100 < 90 then 'in_progress'
      when k * 37 % 100 < 92 then 'checking'
      when k * 37 % 100 < 95 then 'in_review'
      when k * 37 % 100 < 97 then 'declined'
      when k * 37 % 100 < 99 then 'closed'
      else 'not_started' end)::derived_status $$;
  create function pg_temp.code_of(k int) returns text language sql immutable as $$
    select case when pg_temp.status_of(k) in ('action_needed', 'in_review', 'declined') then
      (array['document_expired', 'document_unverified_other', 'selfie_face_mismatch', 'selfie_unverified_other',
        'document_type_not_supported', 'abandoned', 'consent_declined'])[1 + k / 100 % 7] end $$;
  create function pg_temp.country_of(k int) returns text language sql immutable as
    $$ select (array['US', 'DE', 'FR', 'GB', 'IN', 'BR', 'NG', 'JP', 'PL', 'MX', 'ES', 'IT', 'KE', 'CA', 'IS'])[1 + k * 13 % 15] $$;`;

const statements = [
  `insert into "user" (id, email, created_at)
   select pg_temp.id_of(1, k), 'person' || k || '@demo.test', pg_temp.at_of(k)
   from generate_series(0, $1::int - 1) k`,
  `insert into data_key (id, user_id, key_id, created_at)
   select pg_temp.id_of(2, k), pg_temp.id_of(1, k), 'demo', pg_temp.at_of(k) from generate_series(0, $1::int - 1) k`,
  `insert into verification (id, user_id, status, failure_code, attempts, max_attempts, document_type, document_country,
     current_session_id, created_at, status_changed_at, started_at)
   select pg_temp.id_of(3, k), pg_temp.id_of(1, k), pg_temp.status_of(k), pg_temp.code_of(k), k % 3, 3,
     (array['passport', 'id_card', 'driving_license'])[1 + k % 3], pg_temp.country_of(k),
     case when pg_temp.status_of(k) <> 'not_started' then pg_temp.session_of(k) end,
     pg_temp.at_of(k), pg_temp.at_of(k), pg_temp.at_of(k)
   from generate_series(0, $1::int - 1) k`,
  `insert into verification_session (id, verification_id, type, status, last_error_code, livemode, created_at, synced_at,
     changed_at, sync_ticket)
   select pg_temp.session_of(k), pg_temp.id_of(3, k), 'document',
     (case pg_temp.status_of(k) when 'verified' then 'verified' when 'checking' then 'processing'
        when 'closed' then 'canceled' else 'requires_input' end)::stripe_status,
     pg_temp.code_of(k), false, pg_temp.at_of(k), pg_temp.at_of(k), pg_temp.at_of(k), k
   from generate_series(0, $1::int - 1) k where pg_temp.status_of(k) <> 'not_started'`,
];
