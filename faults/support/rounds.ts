import assert from "node:assert/strict";
import { until } from "../../testkit/until.ts";
import type { Environment } from "./environment.ts";
import { patienceMs } from "./patience.ts";

/**
 * The first may have been under way when something was lost, or have found it just read (lib/reconciler/stale-sessions.ts);
 * one cycle later the next has found it. Counted in rounds and not in seconds, which a busy machine stretches.
 */
const mostRounds = 2;

/** Counts the rounds of the reconciler that end from now on; to be asked more often than they come. */
export async function countRounds(environment: Environment): Promise<() => Promise<number>> {
  const lastEnd = async () => {
    const { rows } = await environment.sql.query<{ at: Date }>(
      "select reached_at as at from reconciler_mark where name = 'round'",
    );
    return rows[0]?.at.getTime() ?? 0;
  };
  let last = await lastEnd();
  let count = 0;
  return async () => {
    const end = await lastEnd();
    if (end !== last) count += 1;
    last = end;
    return count;
  };
}

/**
 * Waits until nothing is `unknown` any more: ids of Stripe's of which our rows do not say what Stripe says. Throws when the reconciler
 * had not found them when the rounds had ended in which it must. Returns how many had.
 */
export async function foundByRounds(
  environment: Environment,
  rounds: () => Promise<number>,
  unknown: () => Promise<ReadonlySet<string>>,
): Promise<number> {
  const isOver = async () => (await rounds()) >= mostRounds || (await unknown()).size === 0;
  await until("all is known, or the rounds have ended in which it must be found", isOver, patienceMs);
  const ended = await rounds();
  // The jobs first: one that ends in between is then known.
  const { rows: jobs } = await environment.sql.query<{ id: string }>(
    "select split_part(key, ':', 2) as id from graphile_worker.jobs where key like '%:%'",
  );
  const unfound = new Set(await unknown()).difference(new Set(jobs.map(({ id }) => id)));
  assert(unfound.size === 0, `${unfound.size} objects were not found by ${ended} rounds`);
  await until("what was found is known", async () => (await unknown()).size === 0, patienceMs);
  return ended;
}
