import type { Server } from "./workbench.ts";
import { withDatabase } from "./workbench.ts";

/**
 * Fills an empty database with so many invented sellers, one account each, of every status, country, reason and task; a
 * third has a deadline within four months. They have no names.
 */
export async function insertAccounts({ databaseUrl }: Server, count: number): Promise<void> {
  await withDatabase(databaseUrl, async (client) => {
    // Loads without looking up every reference, which are right by construction.
    await client.query("set session_replication_role = replica");
    for (const statement of statements) await client.query(statement, [count]);
    await client.query("vacuum analyze");
  });
}

const id = (kind: number) => `(lpad('${kind}', 8, '0') || '-0000-7000-8000-' || lpad(to_hex(k), 12, '0'))::uuid`;

/** Of a hundred: 55 enabled, 30 due, 2 past due, 5 checking, 3 paused, 4 closed, 1 not started. */
const status = `(case when k * 37 % 100 < 55 then 'enabled' when k * 37 % 100 < 85 then 'due' when k * 37 % 100 < 87 then 'past_due'
  when k * 37 % 100 < 92 then 'checking' when k * 37 % 100 < 95 then 'paused' when k * 37 % 100 < 99 then 'closed'
  else 'not_started' end)`;

const statements = [
  `insert into "user" (id, email, created_at) select ${id(1)}, 'seller' || k || '@demo.test', now()
   from generate_series(1, $1::int) k`,
  `insert into data_key (id, user_id, key_id, created_at) select ${id(2)}, ${id(1)}, 'demo', now()
   from generate_series(1, $1::int) k`,
  `insert into connected_account (id, user_id, stripe_id, status, country, business_type, payouts_enabled, enabled_at,
     disabled_reason, due_by, due_count, pending_count, open_tasks, synced_at)
   select ${id(3)}, ${id(1)}, 'acct_' || k, status::connect_status,
     (array['US', 'DE', 'FR', 'GB', 'JP', 'BR', 'AU', 'SG', 'MT'])[1 + k * 13 % 9],
     (array['individual', 'company', 'non_profit'])[1 + k % 3], status in ('enabled', 'past_due') or (status = 'due' and k % 2 = 0),
     case when status in ('enabled', 'past_due', 'paused', 'closed') or (status = 'due' and k % 2 = 0) then now() end,
     case status when 'paused' then (array['under_review', 'requirements.past_due', 'listed'])[1 + k % 3]
       when 'closed' then 'rejected.fraud' end,
     case when status in ('due', 'past_due') then now() + (k % 10007 - 200) * interval '1000 s' end,
     case when status in ('due', 'past_due') then 1 + k % 6 else 0 end, k % 2,
     case when status in ('due', 'past_due') then
       case when k % 5000 < 3 then array['stripe'] when k % 3 = 0 then array['id', 'shop'] else array['bank', 'you'] end
     else '{}'::text[] end, now()
   from (select k, ${status} as status from generate_series(1, $1::int) k) invented`,
  `insert into requirement (id, account_id, entry, list, error_code, error_codes, appeared_at, changed_at)
   select gen_random_uuid(), id, 'company.tax_id', 'current', 'invalid_tax_id', array['invalid_tax_id'], now(), now()
   from connected_account where due_count > 0 and $1::int > 0`,
];
