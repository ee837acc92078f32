/** How a check of Stripe's ends. */
export type Outcome = "verified" | { code: string; reason: string };

/**
 * What a test value makes of a check: its end, and after how many seconds of Stripe's test mode; 0 is in the same answer. Without an
 * outcome it runs until somebody decides it.
 */
export type Plan = { outcome: Outcome | null; seconds: number };

/** A check that was begun; times are of the emulator's clock, `since` in Unix seconds. */
export type StoredCheck =
  | { state: "pending"; outcome: Outcome | null; dueAtMs: number }
  | { state: "verified" }
  | { state: "failed"; code: string; reason: string; since: number };

/** The checks of an object by the entry they are of, as the object itself names it: `tax_id`, `verification.document`. */
export type Checks = Record<string, StoredCheck>;
