/** That a check failed: all that it is about, or `only` these of its entries; `stops` what the entry's row stops, or less. */
type Failure = { code: string; reason: string; only?: readonly string[]; stops?: "payouts" };

/** How a check of Stripe's ends. */
export type Outcome = "verified" | Failure;

/**
 * What a test value makes of a check: its end, and after how many seconds of Stripe's test mode; 0 is in the same answer. By
 * `under_review` the value is right, and the account comes under review. Without an outcome it runs until somebody decides it.
 */
export type Plan = { outcome: Outcome | "under_review" | null; seconds: number };

/** A check that was begun; times are of the emulator's clock, `since` in Unix seconds. */
export type StoredCheck =
  | { state: "pending"; outcome: Plan["outcome"]; dueAtMs: number }
  | { state: "verified" }
  | ({ state: "failed"; since: number } & Failure);

/** The checks of an object by the entry they are of, as the object itself names it: `tax_id`, `verification.document`. */
export type Checks = Record<string, StoredCheck>;
