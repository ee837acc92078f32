import type { Hit } from "../faults/faults.ts";

/** A webhook as it leaves: the body as bytes are sent, and its `Stripe-Signature`. */
export type Webhook = { body: string; signature: string };

/**
 * What became of a webhook. `taken` is the Stripe CLI's: it has the webhook, and may report later what the address it
 * forwards to answered.
 */
export type Answer = { status: number; body: string } | { error: string } | { taken: true; later: Promise<Reported> };
/** What an address answered, reported by the program that forwarded the webhook there. */
export type Reported = { status: number; body: string };

/** A receiver of webhooks: an endpoint, or the Stripe CLI while it listens. */
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

/** Those who listen by the Stripe CLI. */
export type Listening = {
  /** Those who listen now. */
  all(): { id: string }[];
  /** The listener with this id, or null if it does not listen now. */
  find(id: string): Destination | null;
};

/** How the ids of those who listen by the Stripe CLI begin; ids of endpoints begin otherwise. */
export const listenerIdPrefix = "cliws_";

/** The `User-Agent` of Stripe's webhooks. */
export const webhookUserAgent = "Stripe/1.0 (+https://stripe.com/docs/webhooks)";
/** The `Content-Type` of Stripe's webhooks. */
export const webhookContentType = "application/json; charset=utf-8";
/** How much of an answer's body is kept, in characters. */
export const answerKept = 500;
