import type { Stripe, TokenResult } from "@stripe/stripe-js";
import { inTenSeconds, openStripe } from "@/app/(applicant)/stripe-js";

/** With what Stripe.js is opened. `emulator`: where its stand-in is; null: Stripe's own. */
export type StripeKeys = { publishableKey: string; emulator: string | null };

/** A token, or that Stripe refused the values (`sentence`: Stripe's English) or gave no answer. */
export type Tokenised = { ok: true; id: string } | { ok: false; sentence: string | null };

/**
 * Gives values to Stripe from this browser; what comes here is a token that works once. Always answers, within ten seconds for the
 * script and ten more for the token: a token that comes later is one that nobody uses.
 */
export async function toToken(
  { publishableKey, emulator }: StripeKeys,
  create: (stripe: Stripe) => Promise<TokenResult>,
): Promise<Tokenised> {
  const stripe = await openStripe(publishableKey, emulator);
  if (!stripe) return { ok: false, sentence: null };
  const ask = async () => create(stripe);
  const answer = await Promise.race([ask().catch(() => null), inTenSeconds(() => null)]);
  if (answer?.token) return { ok: true, id: answer.token.id };
  const error = answer?.error;
  return { ok: false, sentence: error?.type === "invalid_request_error" ? (error.message ?? null) : null };
}
