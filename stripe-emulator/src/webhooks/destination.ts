import type { Hit } from "../faults/faults.ts";

/** A webhook as it leaves: the body as bytes are sent, and its `Stripe-Signature`. */
export type Webhook = { body: string; signature: string };

/**
 * What became of a webhook. `taken` is the Stripe CLI's: it has the webhook, and may tell later what the address it
 * forwards to answered.
 */
export type Answer = { status: number; body: string } | { error: string } | { taken: true; later: Promise<Reported> };
/** What an address answered, told by whoever forwarded the webhook there. */
export type Reported = { status: number; body: string };

/** Somebody who gets webhooks: an endpoint, or the Stripe CLI while it listens. */
export type Destination = {
  id: string;
  url: string;
  /** Null for the account's own. */
  apiVersion: string | null;
  /** Every active signing secret; a webhook carries one `v1` per secret. */
  secrets: readonly string[];
  /** Sends; never rejects. The fault is what goes wrong on the way. */
  send(webhook: Webhook, fault: Hit | null): Promise<Answer>;
};

/** The `User-Agent` of Stripe's webhooks. */
export const webhookUserAgent = "Stripe/1.0 (+https://stripe.com/docs/webhooks)";
/** The `Content-Type` of Stripe's webhooks. */
export const webhookContentType = "application/json; charset=utf-8";
/** How much of an answer's body is kept, in characters. */
export const answerKept = 500;
