import { z } from "zod";
import { AppError } from "@/lib/errors";
import { block, country, idOf, maybeTime, text, time, unknown, word, wordPattern } from "@/lib/stripe/readers";

/*
 * How an account of Accounts v1 and its persons are narrowed. Stripe's enums are open and nearly every field may be null or
 * left out: no answer that is an account stops a sync.
 */

const anything = z.unknown().optional();

/** True for `true` alone: what is missing is not enabled. */
const flag = anything.transform((value) => value === true);

/** Entries are longer than codes where they name a person: `person_x.documents.company_authorization.files`. */
const entryPattern = /^[\w.:-]{1,255}$/;

/** The name of an entry; null where it is no text. */
const toEntry = (value: unknown): string | null =>
  typeof value !== "string" || value === "" ? null : entryPattern.test(value) ? value : unknown;

/** Names of entries, each once and sorted as Stripe sorts them. */
const entries = anything.transform((value): string[] => {
  const names = Array.isArray(value) ? value.map(toEntry).filter((name) => name !== null) : [];
  return [...new Set(names)].sort();
});

/** What Stripe gives as a list; whatever else it is has no items. */
const list = anything.transform((value): unknown[] => (Array.isArray(value) ? value : []));

const error = z
  .object({ requirement: anything.transform(toEntry), code: word })
  .catch({ requirement: null, code: null });
const alternative = z
  .object({ original_fields_due: entries, alternative_fields_due: entries })
  .catch({ original_fields_due: [], alternative_fields_due: [] });

const asked = z
  .object({
    currently_due: entries,
    past_due: entries,
    eventually_due: entries,
    pending_verification: entries,
    errors: list,
    alternatives: list,
    current_deadline: maybeTime,
    disabled_reason: word,
  })
  .nullish()
  .catch(null);

const details = block({ details_code: word });

const person = z.object({
  id: idOf("person_"),
  created: time,
  first_name: text,
  last_name: text,
  first_name_kanji: text,
  last_name_kanji: text,
  email: text,
  relationship: block({
    representative: flag,
    owner: flag,
    director: flag,
    executive: flag,
    authorizer: flag,
    legal_guardian: flag,
    percent_ownership: z.number().min(0).max(100).nullish().catch(null),
    title: text,
  }),
  verification: block({ status: word, details_code: word, document: details, additional_document: details }),
  requirements: asked,
  future_requirements: asked,
});

const externalAccount = z.object({
  id: idOf(""),
  object: word,
  bank_name: text,
  last4: text,
  currency: word,
  country,
  status: word,
  default_for_currency: flag,
});

const account = z.object({
  id: z.string().startsWith("acct_"),
  created: time,
  country,
  business_type: word,
  business_profile: block({ name: text }),
  company: block({ name: text }),
  individual: anything,
  capabilities: z.record(z.string(), z.unknown()).nullish().catch(null),
  charges_enabled: flag,
  payouts_enabled: flag,
  details_submitted: flag,
  default_currency: word,
  external_accounts: block({ data: list }),
  requirements: asked,
  future_requirements: asked,
  metadata: z
    .object({ user_id: z.uuid().optional().catch(undefined) })
    .nullish()
    .catch(null),
});

/** One of Stripe's two hashes of requirements: what it asks now, or what it will ask from `currentDeadline` on. */
export type Asked = {
  currentlyDue: string[];
  pastDue: string[];
  eventuallyDue: string[];
  pendingVerification: string[];
  /** In Stripe's order. Its English sentences are not taken: they may repeat what was typed. */
  errors: { requirement: string; code: string }[];
  /** Either set is enough. */
  alternatives: Alternative[];
  currentDeadline: Date | null;
};

/** Names of entries as Stripe writes them: giving those of one side is enough. */
export type Alternative = { original: string[]; alternative: string[] };

/** What a person can be of an account; Stripe API, Person.relationship. */
export const personRoles = [
  "representative",
  "owner",
  "director",
  "executive",
  "authorizer",
  "legal_guardian",
] as const;

/** One of them. */
export type PersonRole = (typeof personRoles)[number];

/** A Person, narrowed. Codes are as Stripe wrote them, or `unknown`. */
export type StripePerson = {
  id: string;
  createdAt: Date;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  title: string | null;
  roles: PersonRole[];
  percentOwnership: number | null;
  verificationStatus: string | null;
  detailsCode: string | null;
  documentDetailsCode: string | null;
  additionalDocumentDetailsCode: string | null;
  /** Names of entries without the person's id. */
  requirements: Asked;
  futureRequirements: Asked;
};

/** Where payouts go, as far as it may be shown. */
type ExternalAccount = {
  id: string;
  bankName: string | null;
  last4: string | null;
  currency: string | null;
  country: string | null;
  status: string | null;
  isDefault: boolean;
};

/** An Account, narrowed, with all its persons. Codes are as Stripe wrote them, or `unknown`. */
export type StripeAccount = {
  id: string;
  createdAt: Date;
  country: string | null;
  businessType: string | null;
  /** Of the shop, else of the company. */
  name: string | null;
  capabilities: Record<string, string>;
  chargesEnabled: boolean;
  payoutsEnabled: boolean;
  detailsSubmitted: boolean;
  disabledReason: string | null;
  defaultCurrency: string | null;
  requirements: Asked;
  futureRequirements: Asked;
  externalAccounts: ExternalAccount[];
  /** The user our own code made it for. */
  claimedUserId: string | null;
  /** The individual herself too, where the account is hers; by id, oldest first. */
  persons: StripePerson[];
};

function toAsked(raw: z.output<typeof asked>): Asked {
  const errors = (raw?.errors ?? []).flatMap((each) => {
    const { requirement, code } = error.parse(each);
    return requirement && code ? [{ requirement, code }] : [];
  });
  return {
    currentlyDue: raw?.currently_due ?? [],
    pastDue: raw?.past_due ?? [],
    eventuallyDue: raw?.eventually_due ?? [],
    pendingVerification: raw?.pending_verification ?? [],
    errors,
    alternatives: (raw?.alternatives ?? []).flatMap((each) => {
      const { original_fields_due: original, alternative_fields_due: other } = alternative.parse(each);
      return other.length > 0 ? [{ original, alternative: other }] : [];
    }),
    currentDeadline: raw?.current_deadline ?? null,
  };
}

/** Narrows a person. Null: it has no id of Stripe's, and cannot be kept. */
export function toPerson(answer: unknown): StripePerson | null {
  const raw = person.safeParse(answer).data;
  if (!raw?.id) return null;
  const { relationship, verification } = raw;
  return {
    id: raw.id,
    createdAt: raw.created,
    // In Japan Stripe asks for no other names than these and those in kana.
    firstName: raw.first_name_kanji ?? raw.first_name,
    lastName: raw.last_name_kanji ?? raw.last_name,
    email: raw.email,
    title: relationship?.title ?? null,
    roles: personRoles.filter((role) => relationship?.[role]),
    percentOwnership: relationship?.percent_ownership ?? null,
    verificationStatus: verification?.status ?? null,
    detailsCode: verification?.details_code ?? null,
    documentDetailsCode: verification?.document?.details_code ?? null,
    additionalDocumentDetailsCode: verification?.additional_document?.details_code ?? null,
    requirements: toAsked(raw.requirements),
    futureRequirements: toAsked(raw.future_requirements),
  };
}

function toExternalAccounts(items: unknown[]): ExternalAccount[] {
  return items.flatMap((item) => {
    const raw = externalAccount.safeParse(item).data;
    if (!raw?.id) return [];
    return [
      {
        id: raw.id,
        bankName: raw.bank_name,
        // Never more than four, whatever Stripe may send.
        last4: raw.last4?.slice(-4) ?? null,
        currency: raw.currency,
        country: raw.country,
        status: raw.status,
        isDefault: raw.default_for_currency,
      },
    ];
  });
}

/** Narrows an account and its persons; throws `stripe_unexpected` when the answer is not the account of this id. */
export function toAccount(answer: unknown, id: string, listed: readonly unknown[]): StripeAccount {
  const raw = account.safeParse(answer).data;
  if (raw?.id !== id) throw new AppError("stripe_unexpected", "Stripe answered with something else than the account");
  const persons = [raw.individual, ...listed].map(toPerson).filter((each) => each !== null);
  const states = Object.entries(raw.capabilities ?? {}).filter(([name]) => wordPattern.test(name));
  return {
    id,
    createdAt: raw.created,
    country: raw.country,
    businessType: raw.business_type,
    name: raw.business_profile?.name ?? raw.company?.name ?? null,
    capabilities: Object.fromEntries(states.map(([name, state]) => [name, word.parse(state) ?? unknown])),
    chargesEnabled: raw.charges_enabled,
    payoutsEnabled: raw.payouts_enabled,
    detailsSubmitted: raw.details_submitted,
    disabledReason: disabledReasonOf(raw.requirements),
    defaultCurrency: raw.default_currency,
    requirements: toAsked(raw.requirements),
    futureRequirements: toAsked(raw.future_requirements),
    externalAccounts: toExternalAccounts(raw.external_accounts?.data ?? []),
    claimedUserId: raw.metadata?.user_id ?? null,
    // The list is the fuller answer where both have one.
    persons: [...new Map(persons.map((each) => [each.id, each])).values()].sort(
      (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
    ),
  };
}

const disabledReasonOf = (raw: z.output<typeof asked>): string | null => raw?.disabled_reason ?? null;
