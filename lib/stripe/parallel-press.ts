import "server-only";
import { setTimeout } from "node:timers/promises";
import Stripe from "stripe";

/**
 * 409 `idempotency_key_in_use`: a parallel press makes this very call; its answer is ours a moment later. The SDK
 * makes the first call twice at most, as any other; from then on the waits are ours, about six seconds in all.
 */
export async function afterParallelPress<T>(call: (retries: Stripe.RequestOptions) => Promise<T>): Promise<T> {
  const firstWaitMs = 50;
  for (let waitMs = firstWaitMs; ; waitMs *= 2) {
    try {
      return await call(waitMs === firstWaitMs ? {} : { maxNetworkRetries: 0 });
    } catch (error) {
      const inUse = error instanceof Stripe.errors.StripeError && error.code === "idempotency_key_in_use";
      if (!inUse || waitMs > 3_200) throw error;
      await setTimeout(waitMs * (0.5 + Math.random()));
    }
  }
}
