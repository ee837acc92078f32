import { countries } from "./countries.ts";
import { type Finding, type Findings, findAll } from "./findings.ts";
import { listsOf, nextDeadline } from "./hashes.ts";
import { isPayments, type planner } from "./plan.ts";
import { providedBy } from "./provided.ts";
import type {
  AccountDisabledReason,
  AccountFacts,
  Assessment,
  BlockedReason,
  CapabilityAssessment,
  CapabilityBlock,
  CapabilityDisabledReason,
  PersonAssessment,
  Requirements,
} from "./types.ts";

/** What Stripe asks of the account, and what is enabled. Pure: the same facts, the same answer. */
export function assess(facts: AccountFacts): Assessment {
  return assessBy(countries[facts.country].planOf, facts);
}

/** The same by the plans of any table, whatever the country of the facts. */
export function assessBy(planOf: ReturnType<typeof planner>, facts: AccountFacts): Assessment {
  const { requested, blocked, blockedCapabilities } = facts;
  const takesPayments = requested.some((name) => isPayments(name) && !blockedCapabilities.has(name));
  const plan = planOf(facts);
  const provided = providedBy(facts.persons, plan);
  const findings = findAll({ ...facts, given: new Set([...facts.given, ...provided]) }, plan);
  const { present, future, dueSince, isSubmitted } = findings;
  return {
    requirements: {
      ...listsOf(present, "account"),
      current_deadline: nextDeadline(present),
      disabled_reason: accountReason(facts, present),
    },
    future_requirements: futureOf(future),
    persons: personsOf(facts, findings),
    capabilities: capabilitiesOf(facts, findings),
    charges_enabled: takesPayments && blocked === null && !facts.isInactive && !isStopped(present, "charges"),
    payouts_enabled: requested.length > 0 && (blocked?.keepsPayouts ?? true) && !isStopped(present, "payouts"),
    details_submitted: isSubmitted,
    provided,
    dueSince,
  };
}

const isStopped = (findings: readonly Finding[], what: "charges" | "payouts") =>
  findings.some(({ timing, stops }) => timing.blocks && (stops === "both" || stops === what));

function accountReason(
  { blocked, requested }: AccountFacts,
  present: readonly Finding[],
): AccountDisabledReason | null {
  if (blocked !== null) return blocked.reason;
  if (present.some(({ timing }) => timing.state === "past")) return "requirements.past_due";
  if (present.some(({ timing }) => timing.blocks)) return "requirements.pending_verification";
  return requested.length === 0 ? "action_required.requested_capabilities" : null;
}

const futureOf = (future: readonly Finding[]): Requirements<never> => ({
  ...listsOf(future, "account"),
  current_deadline: nextDeadline(future),
  disabled_reason: null,
});

function personsOf({ persons }: AccountFacts, { present, future }: Findings): Map<string, PersonAssessment> {
  const of = (findings: readonly Finding[], id: string) =>
    listsOf(
      findings.filter(({ personId }) => personId === id),
      "person",
    );
  return new Map(persons.map(({ id }) => [id, { requirements: of(present, id), future_requirements: of(future, id) }]));
}

function capabilitiesOf(facts: AccountFacts, { present, future }: Findings): Map<string, CapabilityAssessment> {
  const ofPayments = ({ stops }: Finding) => stops !== "payouts";
  const ofTransfers = ({ stops, paymentsOnly }: Finding) => stops === "both" && !paymentsOnly;
  const assessments = new Map<typeof ofPayments, CapabilityAssessment>();
  return new Map(
    facts.requested.map((name) => {
      const isAsked = isPayments(name) ? ofPayments : ofTransfers;
      const assess = (block: CapabilityBlock | null) =>
        capabilityOf(facts, block, present.filter(isAsked), future.filter(isAsked));
      const block = facts.blockedCapabilities.get(name);
      if (block !== undefined) return [name, assess(block)];
      const assessment = assessments.get(isAsked) ?? assess(null);
      assessments.set(isAsked, assessment);
      return [name, assessment];
    }),
  );
}

function capabilityOf(
  facts: AccountFacts,
  block: CapabilityBlock | null,
  present: readonly Finding[],
  future: readonly Finding[],
): CapabilityAssessment {
  const reason = capabilityReason(facts, block, present);
  return {
    status: reason === null ? "active" : reason.startsWith("pending.") ? "pending" : "inactive",
    requirements: { ...listsOf(present, "account"), current_deadline: nextDeadline(present), disabled_reason: reason },
    future_requirements: futureOf(future),
  };
}

function capabilityReason(
  { blocked, isInactive }: AccountFacts,
  block: CapabilityBlock | null,
  present: readonly Finding[],
): CapabilityDisabledReason | null {
  if (blocked !== null) return reasonsOfBlocked[blocked.reason];
  if (block !== null) return block;
  if (isInactive) return "paused.inactivity";
  if (present.some(({ timing }) => timing.state === "past")) return "requirements.fields_needed";
  return present.some(({ timing }) => timing.blocks) ? "pending.review" : null;
}

/** The capability's word for what the account is blocked by: [?], the names are Stripe's, their pairs are not documented. */
const reasonsOfBlocked: Record<BlockedReason, CapabilityDisabledReason> = {
  listed: "other",
  other: "other",
  platform_paused: "platform_paused",
  "rejected.fraud": "rejected.other",
  "rejected.incomplete_verification": "rejected.other",
  "rejected.listed": "rejected.other",
  "rejected.other": "rejected.other",
  "rejected.platform_fraud": "rejected.other",
  "rejected.platform_other": "rejected.other",
  "rejected.platform_terms_of_service": "rejected.other",
  "rejected.terms_of_service": "rejected.other",
  under_review: "pending.review",
};
