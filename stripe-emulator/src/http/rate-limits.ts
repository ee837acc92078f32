import { ApiError } from "./errors.ts";

/** Stripe API, rate limits: requests per second of an account in a sandbox, and of any one of its endpoints. */
const accountRate = 25;
const endpointRate = 25;
/** Stripe API, rate limits: reads, and writes, per second of the Files API. */
const filesRate = 20;

type Bucket = { tokens: number; atMs: number };

/** The documented limits, off unless asked for: buckets that hold a second's worth of requests and fill evenly. */
export class RateLimits {
  readonly #nowMs: () => number;
  #enabled: boolean;
  #buckets = new Map<string, Bucket>();

  /** `nowMs` is the clock by which buckets fill. */
  constructor(nowMs: () => number, enabled: boolean) {
    this.#nowMs = nowMs;
    this.#enabled = enabled;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  /** Switches the limits; all buckets are full again. */
  set(enabled: boolean): void {
    this.#enabled = enabled;
    this.#buckets = new Map();
  }

  /** Counts a request to an endpoint; `path` as it is declared. Throws 429, and counts nothing, if it is one too many. */
  count(account: string, method: string, path: string): void {
    if (!this.#enabled) return;

    const buckets = [this.#bucket(account, accountRate)];
    if (path.startsWith("/v1/files")) buckets.push(this.#bucket(`${account} files ${method}`, filesRate));
    else buckets.push(this.#bucket(`${account} ${method} ${path}`, endpointRate));
    if (buckets.some(({ tokens }) => tokens < 1)) {
      throw new ApiError(
        "Testmode request rate limit exceeded, the rate limits in testmode are lower than livemode. You can learn more about rate limits here https://stripe.com/docs/rate-limits.",
        { status: 429, code: "rate_limit", beforeExecution: true },
      );
    }
    for (const bucket of buckets) bucket.tokens -= 1;
  }

  #bucket(name: string, rate: number): Bucket {
    const nowMs = this.#nowMs();
    const { tokens, atMs } = this.#buckets.get(name) ?? { tokens: rate, atMs: nowMs };
    const filled = { tokens: Math.min(rate, tokens + (Math.max(0, nowMs - atMs) / 1000) * rate), atMs: nowMs };
    this.#buckets.set(name, filled);
    return filled;
  }
}
