import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout } from "node:timers/promises";
import { databasePool } from "@/lib/db/client";
import { env } from "@/lib/env";

/** The share of the bucket that interactive calls always leave. */
const keptForResults = 0.75;

type Caller = {
  background: boolean;
  /** Calls that were acquired and not yet made. */
  reserved: number;
};

const callers = new AsyncLocalStorage<Caller>();

/** Runs `work` in the background, where nobody waits for it: its calls to Stripe wait for the budget of all processes. */
export const inBackground = <T>(work: () => T): T => callers.run({ background: true, reserved: 0 }, work);

/** True within `inBackground`. */
export const isInBackground = (): boolean => callers.getStore()?.background ?? false;

/**
 * Runs `work` once Stripe may get so many calls of it: those calls then go out without another wait. For work that must
 * know when it asks.
 */
export async function withReserved<T>(calls: number, work: () => Promise<T>): Promise<T> {
  await acquire(calls);
  return callers.run({ background: isInBackground(), reserved: calls }, work);
}

/**
 * Counts calls against the one budget of all webs and workers, a token bucket in PostgreSQL, and in the background waits
 * until they are due. Interactive calls go out at once and take a quarter of the bucket at most: the rest is kept for
 * results, so that nobody who presses often makes another person's late. The background always leaves half of the bucket.
 * In any second go at most 1.2 times `STRIPE_CALLS_PER_SECOND`, interactive calls aside.
 */
export async function acquire(calls = 1): Promise<void> {
  const caller = callers.getStore();
  if (caller && caller.reserved >= calls) {
    caller.reserved -= calls;
    return;
  }
  const rate = env().stripe.callsPerSecond;
  const capacity = rate / 5;
  const { rows } = await databasePool().query<{ tokens: number }>(take, [
    capacity,
    rate,
    calls,
    caller?.background ? Number.NEGATIVE_INFINITY : capacity * keptForResults,
  ]);
  const missing = capacity / 2 - (rows[0]?.tokens ?? 0);
  if (caller?.background && missing > 0) await setTimeout((missing / rate) * 1000);
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
export async function backOff(seconds: number): Promise<void> {
  await databasePool().query(
    "update stripe_budget set tokens = least(tokens, -($1::float8 * $2::float8)), refilled_at = clock_timestamp()",
    [env().stripe.callsPerSecond, seconds],
  );
}
