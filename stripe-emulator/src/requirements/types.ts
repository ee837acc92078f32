/** Countries with a table of requirements. */
export type Country = "AU" | "BR" | "DE" | "FR" | "GB" | "JP" | "SG" | "US";

export type BusinessType = "individual" | "company" | "non_profit" | "government_entity";

/** The roles of persons that requirements ask for. An individual is the representative of their own account. */
export type Role = "representative" | "owner" | "director" | "executive";

/** What stops while an entry is missing: taking payments, paying out to the bank account, or both. */
export type Stops = "charges" | "payouts" | "both";

type Problem = { code: string; reason: string };

/**
 * What a check of an entry says. An entry that has a value and no check counts as verified. `since` is in Unix seconds; `stops` is there
 * if the failure stops less than the lack of the entry does.
 */
export type Check =
  | { state: "pending" }
  | { state: "verified" }
  | ({ state: "failed"; since: number; stops?: "payouts" } & Problem);

/**
 * An entry that something besides the country's table asks for: a threshold, a risk review (`interv_…`), a new rule.
 * It is met once the entry has a value; with an `error`, once the caller takes it out of the facts.
 */
export type Raised = {
  requirement: string;
  /** Unix seconds; null: due without an end, or, of a future requirement, needed at some time. */
  deadline: number | null;
  /** Until the deadline it is in `future_requirements`; then it becomes a requirement. */
  future: boolean;
  stops: Stops;
  error: Problem | null;
};

export type PersonFacts = {
  id: string;
  roles: ReadonlySet<Role>;
  /** Entries that have a value, as the Person's own lists name them: "dob.day", "verification.document". */
  given: ReadonlySet<string>;
  /** Percent of the company; null if it was not said. */
  share: number | null;
};

/** All that decides what Stripe asks of an account. Entries are Stripe's names; times are Unix seconds. */
export type AccountFacts = {
  country: Country;
  businessType: BusinessType | null;
  /** Of the company, if it is given: "private_corporation", "public_corporation". */
  structure: string | null;
  /** Capabilities that were requested. */
  requested: readonly string[];
  /** Entries of account and company that have a value: "business_profile.mcc", "company.name", "external_account". */
  given: ReadonlySet<string>;
  /** Oldest first. Of an individual's account the representative is the individual. */
  persons: readonly PersonFacts[];
  /**
   * By full name: "individual.id_number", "person_1.verification.document", "company.tax_id". A check counts without a value
   * too: Stripe lists as pending what its own search may make it ask for.
   */
  checks: ReadonlyMap<string, Check>;
  raised: readonly Raised[];
  /** Rejected or paused, and whether payouts go on nevertheless (`payouts_action: none`). */
  blocked: { reason: BlockedReason; keepsPayouts: boolean } | null;
  /** Capabilities that were stopped alone, by name: no requirement leads to it. */
  blockedCapabilities: ReadonlyMap<string, CapabilityBlock>;
  /** Nothing has happened on the account for so long that Stripe paused its capabilities. */
  isInactive: boolean;
  created: number;
  now: number;
  /** Which of the two was enabled before: from then on, what becomes due and would stop it has a deadline. */
  wasEnabled: { charges: boolean; payouts: boolean };
  /** `dueSince` of the assessment before this one; empty at first. */
  dueSince: ReadonlyMap<string, number>;
};

/** Stripe API, `requirements.disabled_reason` of an Account. */
export type AccountDisabledReason =
  | "action_required.requested_capabilities"
  | "listed"
  | "other"
  | "platform_paused"
  | "rejected.fraud"
  | "rejected.incomplete_verification"
  | "rejected.listed"
  | "rejected.other"
  | "rejected.platform_fraud"
  | "rejected.platform_other"
  | "rejected.platform_terms_of_service"
  | "rejected.terms_of_service"
  | "requirements.past_due"
  | "requirements.pending_verification"
  | "under_review";

/** Reasons that platform or Stripe decide on, and no requirement leads to. */
export type BlockedReason = Exclude<
  AccountDisabledReason,
  "action_required.requested_capabilities" | "requirements.past_due" | "requirements.pending_verification"
>;

/** Stripe API, `requirements.disabled_reason` of a Capability: another enum than the account's. */
export type CapabilityDisabledReason =
  | "other"
  | "paused.inactivity"
  | "pending.onboarding"
  | "pending.review"
  | "platform_disabled"
  | "platform_paused"
  | "rejected.inactivity"
  | "rejected.other"
  | "rejected.unsupported_business"
  | "requirements.fields_needed";

/** Reasons that stop one capability, while the account and its other capabilities go on. */
export type CapabilityBlock = Extract<
  CapabilityDisabledReason,
  "pending.onboarding" | "platform_disabled" | "rejected.inactivity" | "rejected.unsupported_business"
>;

/** Stripe API, `requirements` and `future_requirements` of a Person. All arrays are sorted by character code. */
export type PersonRequirements = {
  alternatives: { alternative_fields_due: string[]; original_fields_due: string[] }[];
  currently_due: string[];
  errors: { code: string; reason: string; requirement: string }[];
  eventually_due: string[];
  past_due: string[];
  pending_verification: string[];
};

/** Stripe API, `requirements` of an Account (`Reason` is its enum) or a Capability; `future_requirements` have no reason. */
export type Requirements<Reason> = PersonRequirements & {
  current_deadline: number | null;
  disabled_reason: Reason | null;
};

export type CapabilityAssessment = {
  status: "active" | "inactive" | "pending";
  requirements: Requirements<CapabilityDisabledReason>;
  future_requirements: Requirements<never>;
};

export type PersonAssessment = { requirements: PersonRequirements; future_requirements: PersonRequirements };

/** What Stripe answers about an account. Callers must not change it: parts of it are shared. */
export type Assessment = {
  requirements: Requirements<AccountDisabledReason>;
  future_requirements: Requirements<never>;
  /** By id, every person of the facts. */
  persons: ReadonlyMap<string, PersonAssessment>;
  /** By name, those that were requested; every other is `unrequested` or absent. */
  capabilities: ReadonlyMap<string, CapabilityAssessment>;
  charges_enabled: boolean;
  payouts_enabled: boolean;
  details_submitted: boolean;
  /** `company.…_provided` that came true by themselves, whatever the platform says of them. */
  provided: readonly string[];
  /** Since when each entry with a deadline is due: keep it and give it to the next assessment. */
  dueSince: ReadonlyMap<string, number>;
};
