import "server-only";
import { z } from "zod";
import { callStripe, stripeClient } from "@/lib/stripe/client";
import { text } from "@/lib/stripe/readers";
import { sessionEvents } from "@/lib/stripe/session-events";

/** Newest first; `next` goes on after this page, null at the end. */
export type StripePage<T> = { items: T[]; next: string | null };

const limit = 100;

/** A page of what was created since, after the object of this id; null begins. */
type PageOf = { since: Date; after: string | null };

const toParameters = ({ since, after }: PageOf) => ({
  limit,
  created: { gte: Math.floor(since.getTime() / 1000) },
  ...(after ? { starting_after: after } : {}),
});

/**
 * Events that we follow and whose webhook is still owed to somebody, us or another endpoint, each as the body that a delivery
 * would have; Stripe keeps 30 days of them. One call. Fails as `callStripe` does.
 */
export async function listUndeliveredEvents(page: PageOf): Promise<StripePage<Uint8Array>> {
  const list = await callStripe(() =>
    stripeClient().events.list({ ...toParameters(page), types: [...sessionEvents], delivery_success: false }),
  );
  const events = list?.data ?? [];
  const items = events.map((event) => Buffer.from(JSON.stringify(event)));
  return { items, next: list?.has_more ? (events.at(-1)?.id ?? null) : null };
}

const listed = z.object({
  id: z.string(),
  client_reference_id: text,
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
});

/** VerificationSessions by id; `claimed`: it carries a reference to somebody, ours perhaps. One call, which fails as `callStripe` does. */
export async function listVerificationSessions(page: PageOf): Promise<StripePage<{ id: string; claimed: boolean }>> {
  const list = await callStripe(() => stripeClient().identity.verificationSessions.list(toParameters(page)));
  const sessions = (list?.data ?? []).map((session) => listed.parse(session));
  const items = sessions.map(({ id, client_reference_id, metadata }) => ({
    id,
    claimed: Boolean(client_reference_id ?? metadata?.user_id ?? metadata?.verification_id ?? metadata?.account_id),
  }));
  return { items, next: list?.has_more ? (sessions.at(-1)?.id ?? null) : null };
}
