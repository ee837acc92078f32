import "server-only";
import type Stripe from "stripe";
import { AppError } from "@/lib/errors";
import { type Claimed, findClaimed, toClaimedPage } from "@/lib/stripe/claimed";
import { callStripe, stripeClient } from "@/lib/stripe/client";
import { type PageOf, readPage, type StripePage, toParameters } from "@/lib/stripe/lists";
import { afterParallelPress } from "@/lib/stripe/parallel-press";

/** What a customer's metadata say of the person's verification; a verified one is told by which VerificationSession. */
export type CustomerWord =
  | { status: "pending"; userId: string; email: string | null }
  | { status: "verified"; userId: string; sessionId: string; name: string | null }
  | { status: "redacted" };

const personal = { email: "", name: "", phone: "", description: "", address: "", shipping: "" } as const;

/** Metadata merge: what is empty is removed, and what others wrote there stays (Stripe API, metadata). */
function toContent(word: CustomerWord): Stripe.CustomerCreateParams & Stripe.CustomerUpdateParams {
  const { status } = word;
  switch (status) {
    case "pending":
      return {
        ...(word.email && { email: word.email }),
        metadata: { user_id: word.userId, verification_status: status, verification_session_id: "" },
      };
    case "verified":
      return {
        ...(word.name && { name: word.name }),
        metadata: { user_id: word.userId, verification_status: status, verification_session_id: word.sessionId },
      };
    case "redacted":
      return { ...personal, metadata: { user_id: "", verification_status: status, verification_session_id: "" } };
  }
}

/** Creates a customer, or gets the one that this idempotency key already made. Fails as `callStripe` does. */
export async function createCustomer(
  word: CustomerWord & { status: "pending" },
  idempotencyKey: string,
): Promise<{ id: string }> {
  const create = (retries: Stripe.RequestOptions) =>
    stripeClient().customers.create(toContent(word), { idempotencyKey, ...retries });
  const created = await callStripe(() => afterParallelPress(create));
  if (!created) throw new AppError("stripe_unexpected", "Stripe answered 404 to a create");
  return { id: created.id };
}

const listCustomers = async (page: PageOf): Promise<StripePage<Claimed>> =>
  toClaimedPage(await readPage(() => stripeClient().customers.list(toParameters(page))));

/**
 * As `findClaimed`; one that was deleted, or that says `redacted`, names nobody. Missed is what a later press than the first has made,
 * behind 500 newer ones.
 */
export const findCustomer = (userId: string, since: Date): Promise<{ id: string } | null> =>
  findClaimed(listCustomers, userId, since);

/** Whether Stripe has this customer; one that was deleted there is answered too, and is not (Stripe API, customers). */
export async function isCustomerThere(id: string): Promise<boolean> {
  const customer = await callStripe(() => stripeClient().customers.retrieve(id));
  return customer !== null && !customer.deleted;
}

/** Whether Stripe answers this customer as one that was deleted. Fails as `callStripe` does. */
export async function isCustomerDeleted(id: string): Promise<boolean> {
  const customer = await callStripe(() => stripeClient().customers.retrieve(id));
  return customer?.deleted === true;
}

/**
 * Tells a customer about the verification; of a redacted one everything about the person is removed. False: Stripe has no such
 * customer, or no more. Fails as `callStripe` does.
 */
export async function updateCustomer(id: string, word: CustomerWord, idempotencyKey: string): Promise<boolean> {
  const updated = await callStripe(() => stripeClient().customers.update(id, toContent(word), { idempotencyKey }));
  return updated !== null;
}
