import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout } from "node:timers/promises";
import { databasePool } from "@/lib/db/client";
import { env } from "@/lib/env";

/** The share of the bucket below which people's calls never bring it. */
const keptForResults = 0.75;

type Turn = {
  background: boolean;
  /** Calls that were waited for already. */
  paid: number;
};

const turns = new AsyncLocalStorage<Turn>();

/** Runs `work` as something that nobody waits for: its calls of Stripe's take turns with those of all other processes. */
export const inBackground = <T>(work: () => T): T => turns.run({ background: true, paid: 0 }, work);

/** True within `inBackground`. */
export const isInBackground = (): boolean => turns.getStore()?.background ?? false;

/**
 * Runs `work` once Stripe may get so many calls of it: those calls then go out without another wait. For work that must
 * know when it asks.
 */
export async function inTurn<T>(calls: number, work: () => Promise<T>): Promise<T> {
  await takeTurn(calls);
  return turns.run({ background: isInBackground(), paid: calls }, work);
}

/**
 * Counts calls against the one budget of all webs and workers, a token bucket in PostgreSQL, and in the background waits
 * until they are due. What people wait for goes out at once and brings the bucket down by a quarter at most: the rest is
 * kept for results, so that nobody who presses often makes another person's late. The background always leaves half of
 * the bucket. In any second go at most 1.2 times `STRIPE_CALLS_PER_SECOND`, people's calls aside.
 */
export async function takeTurn(calls = 1): Promise<void> {
  const turn = turns.getStore();
  if (turn && turn.paid >= calls) {
    turn.paid -= calls;
    return;
  }
  const rate = env().stripe.callsPerSecond;
  const capacity = rate / 5;
  const { rows } = await databasePool().query<{ tokens: number }>(take, [
    capacity,
    rate,
    calls,
    turn?.background ? Number.NEGATIVE_INFINITY : capacity * keptForResults,
  ]);
  const missing = capacity / 2 - (rows[0]?.tokens ?? 0);
  if (turn?.background && missing > 0) await setTimeout((missing / rate) * 1000);
}

// The row's lock makes the order; the clock is read under it. Below zero means that others are waiting already.
const refilled = `least($1, budget.tokens + $2::float8
      * greatest(0, extract(epoch from clock_timestamp() - budget.refilled_at)::float8))`;

const take = `
  insert into stripe_budget as budget (id, tokens, refilled_at)
  values (1, greatest($1::float8 - $3::float8, $4::float8), clock_timestamp())
  on conflict (id) do update set
    tokens = greatest(${refilled} - $3, least(${refilled}, $4)),
    refilled_at = clock_timestamp()
  returning tokens`;

/** Stripe said 429: the background of every process sends nothing new for so many seconds. */
export async function holdBackground(seconds: number): Promise<void> {
  await databasePool().query(
    "update stripe_budget set tokens = least(tokens, -($1::float8 * $2::float8)), refilled_at = clock_timestamp()",
    [env().stripe.callsPerSecond, seconds],
  );
}
