import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { seedProgram } from "../scripts/stack/services.ts";
import { withTestStack } from "../testkit/stack.ts";
import { expect, test } from "./support/fixtures.ts";

// A product of its own: the seed wants an empty one, and moves the emulator's clock by months.
test("what the demo shows on its first start is there: people in every state that a case can reach, and nothing failed @emulator", async () => {
  test.setTimeout(240_000);
  await withTestStack({ name: "seed" }, async ({ environment, databaseUrl }) => {
    const { command, args, env } = seedProgram(environment);
    const { stdout } = await promisify(execFile)(command, args, { env });
    expect(stdout).toContain("seed: 240 people");

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
      const failed = await client.query(
        "select id from stripe_event where outcome = 'failed' union all select id::text from graphile_worker.jobs where attempts >= max_attempts",
      );
      expect(failed.rows).toEqual([]);
    } finally {
      await client.end();
    }
  });
});
