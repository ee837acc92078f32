import "server-only";
import type Stripe from "stripe";
import { AppError, isAppError } from "@/lib/errors";
import { callStripe, stripeClient } from "@/lib/stripe/client";
import { afterParallelPress } from "@/lib/stripe/parallel-press";
import { demanded, differs, isToldTooMuch, type SessionDemand, toDetails, toTyped } from "@/lib/stripe/session-demand";
import {
  type RelatedPerson,
  type StripeReport,
  type StripeSession,
  toReports,
  toSession,
} from "@/lib/stripe/session-shape";

/** Whom a VerificationSession is related to at Stripe, besides its own metadata; null: nobody. */
export type Related = { customer: string } | { customerAccount: string } | null;

/**
 * Whom a session is for: a verification of one of our users, or a person of an account (by our own id) who is none of them, and the
 * row for which it is made.
 */
type Subject =
  | { userId: string; verificationId: string }
  | { accountId: string; personId: string; personSessionId: string };

/** What a VerificationSession is created with; the same values must go with the same idempotency key. */
type CreateSession = SessionDemand & {
  subject: Subject;
  returnUrl: string;
  related: Related;
  /** Cannot be changed later. */
  relatedPerson: RelatedPerson | null;
  idempotencyKey: string;
};

function toRelated(
  related: Related,
): Pick<Stripe.Identity.VerificationSessionCreateParams, "related_customer" | "related_customer_account"> {
  if (!related) return {};
  return "customer" in related
    ? { related_customer: related.customer }
    : { related_customer_account: related.customerAccount };
}

const toReference = (
  subject: Subject,
): Pick<Stripe.Identity.VerificationSessionCreateParams, "client_reference_id" | "metadata"> =>
  "userId" in subject
    ? {
        client_reference_id: subject.userId,
        metadata: { user_id: subject.userId, verification_id: subject.verificationId },
      }
    : {
        metadata: {
          account_id: subject.accountId,
          person_id: subject.personId,
          person_session_id: subject.personSessionId,
        },
      };

/** Creates a VerificationSession, or gets the one that this idempotency key already made. Fails as `callStripe` does. */
export async function createVerificationSession(input: CreateSession): Promise<{ id: string }> {
  const create = (retries: Stripe.RequestOptions) =>
    stripeClient().identity.verificationSessions.create(
      {
        ...(input.asks.type === "verification_flow" ? { verification_flow: input.asks.flow } : toTyped(input)),
        ...toReference(input.subject),
        ...(input.email !== null && { provided_details: { email: input.email } }),
        return_url: input.returnUrl,
        ...toRelated(input.related),
        ...(input.relatedPerson && { related_person: input.relatedPerson }),
      },
      { idempotencyKey: input.idempotencyKey, ...retries },
    );
  const created = await callStripe(() => afterParallelPress(create));
  if (!created) throw new AppError("stripe_unexpected", "Stripe answered 404 to a create");
  return { id: created.id };
}

/**
 * The newest session of this verification that awaits input, among the person's last 100; with `personId` one that proves this
 * person of an account. Null when there is none.
 */
export async function findOpenSession(
  userId: string,
  verificationId: string,
  personId: string | null,
): Promise<{ id: string } | null> {
  const page = await callStripe(() =>
    stripeClient().identity.verificationSessions.list({ client_reference_id: userId, limit: 100 }),
  );
  const open = page?.data.find(
    ({ status, metadata, related_person }) =>
      status === "requires_input" &&
      metadata?.verification_id === verificationId &&
      (personId === null || related_person?.person === personId),
  );
  return open ? { id: open.id } : null;
}

/** The session with its verified_outputs and the report it names. Null when Stripe has no such session. */
export async function getVerificationSession(
  id: string,
): Promise<{ session: StripeSession; lastReport: StripeReport | null } | null> {
  const raw = await callStripe(() =>
    stripeClient().identity.verificationSessions.retrieve(id, {
      expand: ["last_verification_report", "verified_outputs"],
    }),
  );
  if (!raw) return null;
  const { last_verification_report: last } = raw;
  const [lastReport = null] = last && typeof last === "object" ? toReports([last], id) : [];
  return { session: toSession(raw, id), lastReport };
}

/**
 * A fresh client secret (24 h) and hosted URL (48 h) for the person who is to be checked: each works once. Hand on, never
 * keep. A session that asks for something else than `demand` is updated first, which Stripe lets while it awaits input. Null: it
 * awaits none, or Stripe has no session of this id. `told_too_much`: it awaits input, and no update takes back what it was told of the
 * person. Fails as `callStripe` does.
 */
export async function getEntry(
  id: string,
  demand: SessionDemand,
): Promise<{ clientSecret: string; url: string } | "told_too_much" | null> {
  const sessions = stripeClient().identity.verificationSessions;
  const expand = ["provided_details"];
  const read = async () => demanded.parse((await callStripe(() => sessions.retrieve(id, { expand }))) ?? {});
  let held = await read();
  if (held.status === "requires_input" && isToldTooMuch(held, demand)) return "told_too_much";
  if (held.status === "requires_input" && differs(held, demand)) {
    const { asks } = demand;
    const change = {
      ...(asks.type === "verification_flow" ? {} : toTyped(demand)),
      // Empty: cleared; a document's options mean nothing to an ID number.
      ...(asks.type === "id_number" && { options: { document: "" as const } }),
      ...toDetails(held, demand),
    };
    const updated = await callStripe(() => sessions.update(id, { ...change, expand })).catch(async (error) => {
      // Submitted, or closed, in the moment between; of any other refusal somebody must hear.
      if (isAppError(error, "stripe_refused") && (await read()).status !== "requires_input") return null;
      throw error;
    });
    held = demanded.parse(updated ?? {});
  }
  return held.client_secret && held.url ? { clientSecret: held.client_secret, url: held.url } : null;
}

/** VerificationSessions created in a period, newest first, without outputs. One call, which fails as `callStripe` does. */
export async function listSessionsOf({
  from,
  before,
  after,
}: {
  from: Date | null;
  before: Date | null;
  after: string | null;
}): Promise<{ sessions: StripeSession[]; next: string | null }> {
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
  const page = await callStripe(() =>
    stripeClient().identity.verificationSessions.list({
      limit: 100,
      created: { ...(from && { gte: seconds(from) }), ...(before && { lt: seconds(before) }) },
      ...(after && { starting_after: after }),
    }),
  );
  const data = page?.data ?? [];
  return {
    sessions: data.map((each) => toSession(each, each.id)),
    next: page?.has_more ? (data.at(-1)?.id ?? null) : null,
  };
}

/** Every report of a session, oldest first; at most 100, which the attempt limit keeps far away. */
export async function listVerificationReports(verificationSessionId: string): Promise<StripeReport[]> {
  const page = await callStripe(() =>
    stripeClient().identity.verificationReports.list({ verification_session: verificationSessionId, limit: 100 }),
  );
  return toReports(page?.data ?? [], verificationSessionId).reverse();
}

/** Cancels; legal only while `requires_input`, and a repeat is harmless. Irreversible; erases last_error at Stripe. */
export async function cancelVerificationSession(id: string): Promise<void> {
  await callStripe(() => stripeClient().identity.verificationSessions.cancel(id));
}

/** Asks Stripe to redact; takes up to four days. A repeat is harmless. Refused while `processing`. */
export async function redactVerificationSession(id: string): Promise<void> {
  await callStripe(() => stripeClient().identity.verificationSessions.redact(id));
}
