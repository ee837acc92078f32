/**
 * What went wrong that should not have. `stripe_unavailable`: no answer, 5xx or a time-out, try again later;
 * `stripe_busy`: 429; `stripe_key_reused`: an idempotency key met other parameters, take the next one;
 * `stripe_refused`: Stripe says that our request is wrong; `stripe_unexpected`: an answer that the gateway cannot narrow;
 * `pii_unreadable`: a ciphertext that does not belong where it was found, or whose key is gone; `misconfigured`: the
 * environment cannot do this; `mail_unavailable`: the mail server did not take it.
 */
export type AppErrorCode =
  | "stripe_unavailable"
  | "stripe_busy"
  | "stripe_key_reused"
  | "stripe_refused"
  | "stripe_unexpected"
  | "pii_unreadable"
  | "misconfigured"
  | "mail_unavailable";

/** An error with a closed code. `message` is for the log and holds ids and codes only; people read the code's wording. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: AppErrorCode;
  /** Another attempt is useless: Stripe, or the mail server, refuses this very request. */
  readonly final: boolean;
  /** The answer belongs to an earlier call with the same idempotency key, and stays the same for as long as that is kept. */
  readonly replayed: boolean;
  /** HTTP status of the answer that says so; null where there was none. */
  readonly status: number | null;

  constructor(
    code: AppErrorCode,
    message: string,
    options?: { cause?: unknown; final?: boolean; replayed?: boolean; status?: number | null },
  ) {
    super(message, options);
    this.code = code;
    this.final = options?.final ?? false;
    this.replayed = options?.replayed ?? false;
    this.status = options?.status ?? null;
  }
}

/** True for an AppError with one of these codes. */
export function isAppError<Code extends AppErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is AppError & { readonly code: Code } {
  return error instanceof AppError && (codes.length === 0 || codes.some((code) => code === error.code));
}

/**
 * Thrown in place of an error that the log has already, towards a person: it says nothing but the reference under which
 * the log has it. Next hands `digest` on to the error screen (Next, error.js: `error.digest`).
 */
export class LoggedError extends Error {
  override readonly name = "LoggedError";
  readonly digest: string | undefined;

  constructor(reference: string | null) {
    super("logged before");
    this.digest = reference ?? undefined;
  }
}
