import type { DisabledReason } from "@/lib/stripe/requirement-codes";

/** The seller's texts, `connect.disabled`. Several reasons share one where the seller must not read which it was. */
export const sellerNotices = [
  ...["past_due", "past_due_without_date", "overdue", "pending_verification", "under_review", "requested_capabilities"],
  ...["platform_paused", "other", "closed_by_stripe", "incomplete_verification", "closed_by_us", "gone", "unknown"],
] as const;

type SellerNotice = (typeof sellerNotices)[number];

/** Who can do something about it now. `nobody`: Stripe is at work. */
type Actor = "seller" | "nobody" | "operations" | "senior" | "developer";

/**
 * What can still be done about a closed account, or one that we paused ourselves. `stripe`: where a risk entry is due, Stripe looks
 * again on its page; else a message to our team. `team`: a message to our team, which tells why. `case`: an objection, decided by
 * somebody else than before.
 */
export type Appeal = "stripe" | "team" | "case";

type Rule = { notice: SellerNotice; actor: Actor; closed: boolean; appeal: Appeal | null };

const waits = (notice: SellerNotice, actor: Actor): Rule => ({ notice, actor, closed: false, appeal: null });
const closedByStripe: Rule = { notice: "closed_by_stripe", actor: "seller", closed: true, appeal: "stripe" };
const closedByUs: Rule = { notice: "closed_by_us", actor: "senior", closed: true, appeal: "case" };

const gone: Rule = { notice: "gone", actor: "operations", closed: true, appeal: "team" };

const rules = {
  "requirements.past_due": waits("past_due", "seller"),
  "requirements.pending_verification": waits("pending_verification", "nobody"),
  under_review: waits("under_review", "nobody"),
  // A seller must not learn that a list has somebody of this name: the text is that of a review.
  listed: waits("under_review", "nobody"),
  "action_required.requested_capabilities": waits("requested_capabilities", "developer"),
  platform_paused: { ...waits("platform_paused", "senior"), appeal: "team" },
  other: waits("other", "operations"),
  "rejected.fraud": closedByStripe,
  "rejected.listed": closedByStripe,
  "rejected.terms_of_service": closedByStripe,
  "rejected.other": closedByStripe,
  "rejected.incomplete_verification": {
    ...{ notice: "incomplete_verification", actor: "operations", closed: true, appeal: "team" },
  },
  "rejected.platform_fraud": closedByUs,
  "rejected.platform_terms_of_service": closedByUs,
  "rejected.platform_other": closedByUs,
  unknown: waits("unknown", "developer"),
} as const satisfies Record<DisabledReason | "unknown", Rule>;

// The cast holds: the keys of an object literal are exactly those of its type.
/** Every reason that we know, and `unknown`; the text of operations is `connect.disabledForStaff`, dots as underscores. */
export const disabledReasons = Object.keys(rules) as (keyof typeof rules)[];

/** Whether Stripe, or we at Stripe, closed the account for this reason. Its lists stay filled, and nothing of them is due any more. */
export const isRejected = (disabledReason: string | null): boolean => disabledReason?.startsWith("rejected.") ?? false;

/**
 * What a `disabled_reason` means, any text included; null: no notice. `closed`: the account is, which needs no reason: Stripe
 * shows no more of one that was deleted, and the last reason that it gave has nothing to do with it. Lists stay filled after a
 * rejection, and payouts may be on in spite of a reason: whether money flows is read from charges_enabled and payouts_enabled,
 * never from here.
 */
export function readDisabledReason(
  reason: string | null,
  { payoutsEnabled, wasEnabled, closed }: { payoutsEnabled: boolean; wasEnabled: boolean; closed: boolean },
): (Rule & { reason: keyof typeof rules }) | null {
  if (closed && !isRejected(reason)) return { ...gone, reason: "unknown" };
  if (reason === null) return null;
  const known = disabledReasons.find((one) => one === reason) ?? "unknown";
  // A new word for a closed account is one.
  const rule: Rule = known === "unknown" && isRejected(reason) ? closedByStripe : rules[known];
  if (rule.notice !== "past_due") return { ...rule, reason: known };
  // An account that was never on is past due from its first minute, and no date has passed. A date that has is told no more.
  const stopped = wasEnabled ? "past_due" : "past_due_without_date";
  return { ...rule, reason: known, notice: payoutsEnabled ? "overdue" : stopped };
}
