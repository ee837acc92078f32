import "server-only";
import type Stripe from "stripe";
import { z } from "zod";
import { AppError, isAppError } from "@/lib/errors";
import { type StripeAccount, toAccount, toPerson } from "@/lib/stripe/account-shape";
import { type Claimed, findClaimed, toClaimedPage } from "@/lib/stripe/claimed";
import { callStripe, saidBy, stripeClient } from "@/lib/stripe/client";
import { type PageOf, readPage, type StripePage, toParameters } from "@/lib/stripe/lists";
import { afterParallelPress } from "@/lib/stripe/parallel-press";
import { now } from "@/lib/time";

/** Stripe refused a value and names the field. */
export type FieldProblem = {
  /** As entries are written: `individual.dob.year`. */
  field: string;
  /** `error.code`; null: Stripe gave none. */
  code: string | null;
  /** Stripe's English sentence, which may repeat the value: for the one who typed it alone, never kept or logged. */
  sentence: string;
};

/** What a change came to. */
export type Changed<T = object> = ({ ok: true } & T) | { ok: false; problem: FieldProblem };

/** Parameters of Stripe's as a form has them: text, lists of it, and hashes by name. */
export type Parameters = { [name: string]: string | readonly string[] | Parameters };

const minuteMs = 60_000;

/** `individual[dob][year]` as an entry is written. */
const toField = (param: string): string => param.replaceAll("[", ".").replaceAll("]", "");

/**
 * Runs a call, with a refusal that names a field as data. Everything else fails as `callStripe` does. `keptFailure`: Stripe keeps what
 * failed under a key for a day, a 500 as well; it stands, or the call is made once more under another key, of which there is one a
 * minute. For calls alone that may be made twice.
 */
async function changing<T extends object>(
  account: string | null,
  idempotencyKey: string,
  call: (options: Stripe.RequestOptions) => Promise<T>,
  keptFailure: "stands" | "is_tried_anew",
): Promise<Changed<{ answer: T }>> {
  const callUnder = (key: string) =>
    callStripe(() => afterParallelPress((retries) => call({ idempotencyKey: key, ...retries })), account);
  try {
    const answer = await callUnder(idempotencyKey).catch((error) => {
      if (keptFailure === "stands" || !isAppError(error) || !error.replayed) throw error;
      return callUnder(`${idempotencyKey}:${Math.floor(now().getTime() / minuteMs)}`);
    });
    if (!answer)
      throw new AppError("stripe_refused", "Stripe knows no such account or person", { final: true, status: 404 });
    return { ok: true, answer };
  } catch (error) {
    const said = saidBy(error);
    if (!said?.param || !isAppError(error, "stripe_refused") || error.status !== 400) throw error;
    return { ok: false, problem: { field: toField(said.param), code: said.code ?? null, sentence: said.message } };
  }
}

/** Null where our key has no access to the account, or there is none any more: 403 `account_invalid`. */
async function unlessGone<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (saidBy(error)?.code === "account_invalid") return null;
    throw error;
  }
}

/** What an account is created with; the same values must go with the same idempotency key. */
export type CreateAccount = {
  userId: string;
  country: string;
  businessType: "individual" | "company" | "non_profit" | "government_entity";
  capabilities: readonly string[];
  /** The acceptance of Stripe's terms: when, from where, and with what. */
  terms: { at: Date; address: string; agent: string | null };
  idempotencyKey: string;
};

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

const toTerms = ({ at, address, agent }: CreateAccount["terms"]) => ({
  date: seconds(at),
  ip: address,
  ...(agent ? { user_agent: agent } : {}),
});

/**
 * Creates a Custom account, or gets the one that this idempotency key already made. Its persons are not in the answer. Fails as
 * `callStripe` does.
 */
export async function createAccount(input: CreateAccount): Promise<Changed<{ id: string }>> {
  const created = await changing(
    null,
    input.idempotencyKey,
    (options) =>
      stripeClient().accounts.create(
        {
          type: "custom",
          country: input.country,
          business_type: input.businessType,
          capabilities: Object.fromEntries(input.capabilities.map((name) => [name, { requested: true }])),
          tos_acceptance: toTerms(input.terms),
          metadata: { user_id: input.userId },
        },
        options,
      ),
    // A second account would be made.
    "stands",
  );
  return created.ok ? { ok: true, id: created.answer.id } : created;
}

const pageOfPersons = 100;

/** So many pages at most: no company has 2,000 persons, and a list that never ends must not run for ever. */
const mostPages = 20;

/**
 * The account with all its persons: two calls at once, and one more for each further hundred of persons. Null when Stripe has
 * no such account under our key. `stripe_unexpected` where it is there and the list of its persons is not, or not to its end.
 */
export async function getAccount(id: string): Promise<StripeAccount | null> {
  const listPersons = (after?: string) =>
    callStripe(
      () =>
        stripeClient().accounts.listPersons(id, { limit: pageOfPersons, ...(after ? { starting_after: after } : {}) }),
      id,
    );
  // The SDK asks for our own account where it is given none.
  const [answer, first] = await Promise.all([
    unlessGone(callStripe(() => stripeClient().accounts.retrieve(id), id)),
    unlessGone(listPersons()),
  ]);
  if (!answer) return null;
  const listed: unknown[] = [];
  let page = first;
  for (let read = 1; ; read++) {
    if (!Array.isArray(page?.data)) throw cutOff("Stripe gives no list of the account's persons");
    listed.push(...page.data);
    if (!page.has_more) return toAccount(answer, id, listed);
    const last = page.data.at(-1)?.id;
    if (!last || read === mostPages) throw cutOff("Stripe's list of the account's persons does not end");
    page = await unlessGone(listPersons(last));
  }
}

/** A part of a list is not taken for the whole: who is missing from it would count as removed, which has their pictures redacted. */
const cutOff = (detail: string) => new AppError("stripe_unexpected", detail);

/** Whether Stripe has such an account under our key. One call, which fails as `callStripe` does. */
export const hasAccount = async (id: string): Promise<boolean> =>
  (await unlessGone(callStripe(() => stripeClient().accounts.retrieve(id), id))) !== null;

/** Changes an account. `values` by Stripe's names, nested; one of a file's or a token's id is used up by it. */
export async function updateAccount(id: string, values: Parameters, idempotencyKey: string): Promise<Changed> {
  // Stripe takes every value of a form as text, which the SDK's types do not say.
  const params = values as Stripe.AccountUpdateParams;
  const changed = await changing(
    id,
    idempotencyKey,
    (options) => stripeClient().accounts.update(id, params, options),
    "is_tried_anew",
  );
  return changed.ok ? { ok: true } : changed;
}

/** Stripe's terms are accepted anew. */
export async function acceptTermsOf(
  id: string,
  terms: CreateAccount["terms"],
  idempotencyKey: string,
): Promise<Changed> {
  const changed = await changing(
    id,
    idempotencyKey,
    (options) => stripeClient().accounts.update(id, { tos_acceptance: toTerms(terms) }, options),
    "is_tried_anew",
  );
  return changed.ok ? { ok: true } : changed;
}

/** Adds a person. `values` as for `updateAccount`. */
export async function createPerson(
  accountId: string,
  values: Parameters,
  idempotencyKey: string,
): Promise<Changed<{ id: string }>> {
  // As in `updateAccount`.
  const params = values as Stripe.AccountCreatePersonParams;
  const created = await changing(
    accountId,
    idempotencyKey,
    (options) => stripeClient().accounts.createPerson(accountId, params, options),
    // Whoever was made all the same would be made a second time.
    "stands",
  );
  if (!created.ok) return created;
  const person = toPerson(created.answer);
  if (!person) throw new AppError("stripe_unexpected", "Stripe answered with something else than a person");
  return { ok: true, id: person.id };
}

/** Changes a person. `values` as for `updateAccount`. */
export async function updatePerson(
  accountId: string,
  personId: string,
  values: Parameters,
  idempotencyKey: string,
): Promise<Changed> {
  // As in `updateAccount`.
  const params = values as Stripe.AccountUpdatePersonParams;
  const changed = await changing(
    accountId,
    idempotencyKey,
    (options) => stripeClient().accounts.updatePerson(accountId, personId, params, options),
    "is_tried_anew",
  );
  return changed.ok ? { ok: true } : changed;
}

/** Removes a person. One that is gone already is no failure; Stripe refuses it for the representative. */
export async function deletePerson(accountId: string, personId: string): Promise<void> {
  await callStripe(() => stripeClient().accounts.deletePerson(accountId, personId), accountId);
}

/** Makes the bank account of a token (`btok_…`) the one for payouts; the one of its currency before goes. */
export async function setExternalAccount(id: string, token: string, idempotencyKey: string): Promise<Changed> {
  const changed = await changing(
    id,
    idempotencyKey,
    (options) => stripeClient().accounts.update(id, { external_account: token }, options),
    // A token is used up by the first call.
    "stands",
  );
  return changed.ok ? { ok: true } : changed;
}

/**
 * Stripe's own page for what is due, or to change what was given: the address works once and for 300 s. Hand on, never keep.
 * `refreshUrl` is opened where it was used or is too old, `returnUrl` when the seller is done or leaves; neither says that
 * anything was given.
 */
export async function createAccountLink(
  id: string,
  input: { kind: "onboarding" | "update"; refreshUrl: string; returnUrl: string },
): Promise<{ url: string }> {
  const link = await callStripe(
    () =>
      stripeClient().accountLinks.create({
        account: id,
        type: input.kind === "onboarding" ? "account_onboarding" : "account_update",
        refresh_url: input.refreshUrl,
        return_url: input.returnUrl,
        // What is asked for now and from the next deadline on, as our own pages ask it.
        collection_options: { fields: "currently_due", future_requirements: "include" },
      }),
    id,
  );
  if (!link) throw new AppError("stripe_refused", "Stripe knows no such account", { final: true, status: 404 });
  return { url: link.url };
}

/**
 * What Stripe's embedded onboarding in the seller's browser opens with: a secret that works for about an hour and for this account
 * alone. Hand on, never keep.
 */
export async function createOnboardingSession(id: string): Promise<{ clientSecret: string }> {
  const session = await callStripe(
    () =>
      stripeClient().accountSessions.create({
        account: id,
        components: {
          account_onboarding: {
            enabled: true,
            // The platform collects requirements and has signed the seller in: Stripe asks for no sign-in of its own.
            features: { external_account_collection: true, disable_stripe_user_authentication: true },
          },
        },
      }),
    id,
  );
  if (!session) throw new AppError("stripe_refused", "Stripe knows no such account", { final: true, status: 404 });
  const { success, data } = opened.safeParse(session);
  if (!success) throw new AppError("stripe_unexpected", "Stripe answered with something else than an account session");
  return { clientSecret: data.client_secret };
}

const opened = z.object({ client_secret: z.string().min(1) });

/** Our platform's accounts, newest first. One call, which fails as `readPage` does. */
export const listAccounts = async (page: PageOf): Promise<StripePage<Claimed>> =>
  toClaimedPage(await readPage(() => stripeClient().accounts.list(toParameters(page))));

/**
 * As `findClaimed`. Missed is what a later press than the first has made, behind 500 newer ones, as long as neither a webhook nor the
 * reconciler has told of it; both give such an account to its user, and are minutes late where this is asked a day later.
 */
export const findAccount = (userId: string, since: Date): Promise<{ id: string } | null> =>
  findClaimed(listAccounts, userId, since);
