import "server-only";
import Stripe from "stripe";
import { z } from "zod";

/** Stripe's own libraries refuse older signatures; we refuse as much the ones from the future. Seconds. */
const toleranceSeconds = 300;

const event = z.object({
  id: z.string().regex(/^evt_\w+$/),
  type: z.string(),
  created: z.number().int(),
  livemode: z.boolean(),
  api_version: z.string().nullish(),
  account: z.string().nullish(),
  data: z.object({ object: z.looseObject({ id: z.string().nullish() }) }),
});

/** A verified event: what we need of it, and its raw text for the encrypted inbox. */
export type StripeEvent = {
  id: string;
  type: string;
  createdAt: Date;
  livemode: boolean;
  apiVersion: string | null;
  /** The connected account it happened in; null: our own. */
  account: string | null;
  objectId: string | null;
  rawBody: string;
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Signature over the raw body against every configured secret. Null: not signed by Stripe, stale, or not an event. */
export function verifyEvent(
  rawBody: string,
  signature: string | null,
  secrets: readonly string[],
  now = new Date(),
): StripeEvent | null {
  if (!signature || secrets.length === 0) return null;

  // The SDK passes timestamps of the future; a signature from a wrong clock could then be replayed for ever.
  const signedAt = Number(/(?:^|,)t=(\d+)(?:,|$)/.exec(signature)?.[1]);
  if (!(Math.abs(now.getTime() / 1000 - signedAt) <= toleranceSeconds)) return null;

  const signed = secrets.some((secret) => {
    try {
      return Stripe.webhooks.signature?.verifyHeader(rawBody, signature, secret, toleranceSeconds) === true;
    } catch {
      return false;
    }
  });
  if (!signed) return null;

  return toEvent(rawBody);
}

/** An event by its text, whoever brought it: nothing is verified here. Null: not an event. */
export function toEvent(rawBody: string): StripeEvent | null {
  const parsed = event.safeParse(parseJson(rawBody));
  if (!parsed.success) return null;
  const { id, type, created, livemode, api_version, account, data } = parsed.data;
  return {
    id,
    type,
    createdAt: new Date(created * 1000),
    livemode,
    apiVersion: api_version ?? null,
    account: account ?? null,
    objectId: data.object.id ?? null,
    rawBody,
  };
}
