import type { Stripe, TokenResult } from "@stripe/stripe-js";
import { openStripe } from "@/app/(applicant)/stripe-js";

/** With what Stripe.js is opened. `emulator`: where its stand-in is; null: Stripe's own. */
export type StripeKeys = { publishableKey: string; emulator: string | null };

/** A token, or that Stripe refused the values (`sentence`: Stripe's English) or could not be reached. */
export type Tokenised = { ok: true; id: string } | { ok: false; sentence: string | null };

/** Gives values to Stripe from this browser; what comes here is a token that works once. */
export async function toToken(
  { publishableKey, emulator }: StripeKeys,
  create: (stripe: Stripe) => Promise<TokenResult>,
): Promise<Tokenised> {
  const stripe = await openStripe(publishableKey, emulator);
  if (!stripe) return { ok: false, sentence: null };
  const { token, error } = await create(stripe);
  if (token) return { ok: true, id: token.id };
  return { ok: false, sentence: error?.type === "invalid_request_error" ? (error.message ?? null) : null };
}
