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
 * Runs `work` once Stripe may get so many calls of it, about this connected account if there is one: those calls then go out
 * without another wait. For work that must know when it asks.
 */
export async function withReserved<T>(
  calls: number,
  work: () => Promise<T>,
  account: string | null = null,
): Promise<T> {
  await acquire(calls, account);
  return callers.run({ background: isInBackground(), reserved: calls }, work);
}

/** One of the buckets: how many calls a second, and how many at once. */
type Bucket = { table: "stripe_budget" | "account_budget"; key: number | string; rate: number; capacity: number };

const bucketOfAll = (): Bucket => {
  const rate = env().stripe.callsPerSecond;
  return { table: "stripe_budget", key: 1, rate, capacity: rate / 5 };
};

/** One account gets a quarter of what all get: the calls of one that never rests leave the rest to others. */
const bucketOf = (account: string): Bucket => {
  const rate = env().stripe.callsPerSecond / 4;
  // A second's worth: a sync of two calls goes out at once.
  return { table: "account_budget", key: account, rate, capacity: rate };
};

/**
 * Counts calls against the one budget of all webs and workers, a token bucket in PostgreSQL, and in the background waits
 * until they are due. Interactive calls go out at once and take a quarter of the bucket at most: the rest is kept for
 * results, so that nobody who presses often makes another person's late. The background always leaves half of the bucket.
 * In any second go at most 1.2 times `STRIPE_CALLS_PER_SECOND`, interactive calls aside. Calls about a connected account are
 * counted against a bucket of its own first, in the same way, so that one account's backlog waits alone.
 */
export async function acquire(calls = 1, account: string | null = null): Promise<void> {
  const caller = callers.getStore();
  if (caller && caller.reserved >= calls) {
    caller.reserved -= calls;
    return;
  }
  if (account !== null) await take(bucketOf(account), calls, caller);
  await take(bucketOfAll(), calls, caller);
}

async function take(bucket: Bucket, calls: number, caller: Caller | undefined): Promise<void> {
  const { rate, capacity } = bucket;
  const { rows } = await databasePool().query<{ tokens: number }>(takeFrom[bucket.table], [
    capacity,
    rate,
    calls,
    caller?.background ? Number.NEGATIVE_INFINITY : capacity * keptForResults,
    bucket.key,
  ]);
  const missing = capacity / 2 - (rows[0]?.tokens ?? 0);
  if (caller?.background && missing > 0) await setTimeout((missing / rate) * 1000);
}

// The row's lock makes the order; the clock is read under it. Below zero means that others are waiting already.
const refilled = `least($1, budget.tokens + $2::float8
      * greatest(0, extract(epoch from clock_timestamp() - budget.refilled_at)::float8))`;

const takeOf = (table: Bucket["table"], key: string) => `
  insert into ${table} as budget (${key}, tokens, refilled_at)
  values ($5, greatest($1::float8 - $3::float8, $4::float8), clock_timestamp())
  on conflict (${key}) do update set
    tokens = greatest(${refilled} - $3, least(${refilled}, $4)),
    refilled_at = clock_timestamp()
  returning tokens`;

const takeFrom = {
  stripe_budget: takeOf("stripe_budget", "id"),
  account_budget: takeOf("account_budget", "stripe_id"),
};

// By what is left of an earlier wait at this moment: each 429 would begin that anew, the calls of people's too.
const backOffOf = (table: Bucket["table"], key: string) => `
  update ${table} as budget set tokens = least(${refilled}, -($2::float8 * $3::float8)), refilled_at = clock_timestamp()
  where ${key} = $4`;

const backOffFrom = {
  stripe_budget: backOffOf("stripe_budget", "id"),
  account_budget: backOffOf("account_budget", "stripe_id"),
};

async function holdBack({ table, key, rate, capacity }: Bucket, seconds: number): Promise<void> {
  await databasePool().query(backOffFrom[table], [capacity, rate, seconds, key]);
}

/** Stripe said 429: the background of every process sends nothing new for so many seconds. */
export const backOff = (seconds: number): Promise<void> => holdBack(bucketOfAll(), seconds);

/** Another call holds the account at this moment: the background sends nothing new about it for so many seconds. */
export const backOffAccount = (account: string, seconds: number): Promise<void> => holdBack(bucketOf(account), seconds);

/** Deletes the buckets that are full again, which is what an account without one has; all within an hour. */
export async function purgeAccountBudgets(): Promise<void> {
  await databasePool().query("delete from account_budget where refilled_at < now() - interval '1 hour'");
}
