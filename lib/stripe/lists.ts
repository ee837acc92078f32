import "server-only";
import { z } from "zod";
import { AppError, isAppError } from "@/lib/errors";
import { callStripe, saidBy, stripeClient } from "@/lib/stripe/client";
import { text } from "@/lib/stripe/readers";
import { sessionEvents } from "@/lib/stripe/session-events";

/** Newest first; `next` goes on after this page, null at the end. */
export type StripePage<T> = { items: T[]; next: string | null };

const limit = 100;

/** One call for a page of a list. Fails as `callStripe` does, and at a 404 too: an empty page would be the end of the list. */
export async function readPage<T>(call: () => Promise<T>): Promise<T> {
  const page = await callStripe(call);
  if (page === null) throw new AppError("stripe_refused", "Stripe answered 404 to a list", { status: 404 });
  return page;
}

/** Whether a page failed because Stripe does not know, or no more, the object after which it was to go on. */
export const isCursorUnknown = (error: unknown): boolean =>
  isAppError(error, "stripe_refused") && (error.status === 404 || saidBy(error)?.code === "resource_missing");

/** A page of what was created since, and up to `until`, after the object of this id; null begins. */
export type PageOf = { since: Date; until?: Date; after: string | null };

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

/** A page as Stripe's lists take it. */
export const toParameters = ({ since, until, after }: PageOf) => ({
  limit,
  created: { gte: seconds(since), ...(until && { lte: seconds(until) }) },
  ...(after ? { starting_after: after } : {}),
});

/**
 * Events that we follow and whose webhook is still owed to somebody, us or another endpoint, each as the body that a delivery
 * would have; Stripe keeps 30 days of them. One call. Fails as `readPage` does.
 */
export async function listUndeliveredEvents(page: PageOf): Promise<StripePage<Uint8Array>> {
  const list = await readPage(() =>
    stripeClient().events.list({ ...toParameters(page), types: [...sessionEvents], delivery_success: false }),
  );
  const items = list.data.map((event) => Buffer.from(JSON.stringify(event)));
  return { items, next: list.has_more ? (list.data.at(-1)?.id ?? null) : null };
}

const listed = z.object({
  id: z.string(),
  client_reference_id: text,
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
});

/** VerificationSessions by id; `claimed`: it carries a reference to somebody, ours perhaps. One call, which fails as `readPage` does. */
export async function listVerificationSessions(page: PageOf): Promise<StripePage<{ id: string; claimed: boolean }>> {
  const list = await readPage(() => stripeClient().identity.verificationSessions.list(toParameters(page)));
  const sessions = list.data.map((session) => listed.parse(session));
  const items = sessions.map(({ id, client_reference_id, metadata }) => ({
    id,
    claimed: Boolean(client_reference_id ?? metadata?.user_id ?? metadata?.verification_id ?? metadata?.account_id),
  }));
  return { items, next: list.has_more ? (sessions.at(-1)?.id ?? null) : null };
}
