import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { seedProgram } from "../scripts/stack/services.ts";
import { withTestStack } from "../testkit/stack.ts";
import { expect, test } from "./support/fixtures.ts";

// A product of its own: the seed wants an empty one, and moves the emulator's clock by months.
test("what the demo shows on its first start is there: people and sellers in every state that a case or an account can reach, and nothing failed @emulator", async () => {
  test.setTimeout(240_000);
  await withTestStack({ name: "seed" }, async ({ environment, databaseUrl }) => {
    const { command, args, env } = seedProgram(environment);
    const { stdout } = await promisify(execFile)(command, args, { env });
    expect(stdout).toContain("seed: 240 people and 60 sellers");

    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      const statuses = await client.query<{ status: string }>(
        "select distinct status::text from verification order by 1",
      );
      expect(statuses.rows.map(({ status }) => status)).toEqual([
        "action_needed",
        "checking",
        "closed",
        "in_progress",
        "in_review",
        "not_started",
        "verified",
      ]);
      const sellers = await client.query<{ status: string; reason: string | null }>(
        `select status::text, disabled_reason as reason from connected_account group by 1, 2 order by 1, 2 nulls first`,
      );
      expect(sellers.rows.map(({ status, reason }) => [status, reason].filter(Boolean).join(" "))).toEqual([
        ...["checking", "checking requirements.pending_verification", "closed rejected.fraud"],
        ...["closed rejected.incomplete_verification", "closed rejected.listed", "closed rejected.other"],
        ...["closed rejected.platform_fraud", "closed rejected.platform_other"],
        ...["closed rejected.platform_terms_of_service", "closed rejected.terms_of_service"],
        ...["due", "due requirements.past_due", "enabled", "not_started"],
        ...["past_due requirements.past_due", "paused action_required.requested_capabilities", "paused listed"],
        ...["paused other", "paused platform_paused", "paused requirements.past_due", "paused under_review"],
      ]);
      const kinds = await client.query("select distinct country, business_type from connected_account");
      expect(kinds.rows).toHaveLength(16);
      const days = await client.query<{ days: number }>(
        `select distinct ceil(extract(epoch from due_by - now()) / 86400)::int as days from connected_account
         where payouts_enabled and due_by < now() + interval '15 days' order by 1`,
      );
      expect(days.rows.map(({ days }) => days)).toEqual([1, 2, 3, 5, 7, 10, 13, 14]);
      const unread = await client.query(
        "select 1 from connected_account where stripe_id is not null and synced_at < now() - interval '1 hour'",
      );
      expect(unread.rows).toEqual([]);
      const sent = await client.query<{ given: boolean }>("select used_at is not null as given from account_file");
      expect(sent.rows).toEqual(Array.from({ length: 6 }, () => ({ given: true })));
      const failed = await client.query(
        "select id from stripe_event where outcome = 'failed' union all select id::text from graphile_worker.jobs where attempts >= max_attempts",
      );
      expect(failed.rows).toEqual([]);
    } finally {
      await client.end();
    }
  });
});
