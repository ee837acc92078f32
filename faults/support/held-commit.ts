import { until } from "../../testkit/until.ts";
import type { Environment } from "./environment.ts";
import { patienceMs } from "./patience.ts";
import type { ManagedProcess } from "./process.ts";

/** Any number that nobody else locks. */
const lock = 90_210;

/** What of ours is held back: a statement that would write this, so that it never commits. */
export type Held = { table: string; event: "insert" | "update"; when: string };

/**
 * Runs `work`, waits until `count` statements that would write what is held have come to the database, and kills the process
 * that sent them there and then. It had the other's answer, and nothing of it was committed. `work` may reject: its process died.
 */
export async function killBeforeCommit(
  environment: Environment,
  victim: ManagedProcess,
  { table, event, when }: Held,
  work: () => Promise<unknown>,
  count = 1,
): Promise<void> {
  const { sql } = environment;
  const client = await sql.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lock]);
    await client.query(`create or replace function held_commit() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(${lock}); return new; end $$`);
    await client.query(
      `create trigger held_commit before ${event} on ${table} for each row when (${when}) execute function held_commit()`,
    );
    const working = work().catch(() => null);
    const waiting = async () => {
      const { rows } = await sql.query<{ pid: number }>(
        "select pid from pg_locks where locktype = 'advisory' and objid = $1 and not granted",
        [lock],
      );
      return rows.map(({ pid }) => pid);
    };
    await until(
      `${count} statements are held before they commit`,
      async () => (await waiting()).length >= count,
      patienceMs,
    );
    await victim.kill();
    await working;
    // PostgreSQL hears of the death only when it answers, which would be after the commit.
    for (const pid of await waiting()) await sql.query("select pg_terminate_backend($1)", [pid]);
    await until("nothing is held any more", async () => (await waiting()).length === 0);
  } finally {
    await client.query(`drop trigger if exists held_commit on ${table}`);
    await client.query("select pg_advisory_unlock($1)", [lock]);
    client.release();
  }
}
