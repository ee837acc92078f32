/** What an entry of the audit log can be about. Its id is ours, or Stripe's where it is Stripe's. */
type AuditTarget =
  | "verification"
  | "person"
  | "verification_session"
  /** By our own id. */
  | "connected_account"
  /** By Stripe's. */
  | "stripe_account"
  | "event"
  | "webhook_endpoint"
  /** A key of PII_KEYS, by its id there. */
  | "pii_key"
  /** One export, by an id of its own, which its beginning and its end share. */
  | "export"
  /** A list as a whole: `verifications`, `events` or `accounts`. */
  | "list";

/** Everything that is written to the audit log, and what it is about. */
export const auditActions = {
  "evidence.requested": "verification",
  "evidence.refused": "verification",
  "evidence.revealed": "verification",
  "evidence.image_opened": "verification",
  "verification.refreshed": "verification",
  "verification.cancel_requested": "verification",
  "verification.redaction_requested": "verification",
  "verification.redacted": "verification",
  "verification.quarantined": "verification",
  "verification.adopted": "verification",
  "verifications.searched": "list",
  "verifications.export_started": "export",
  "verifications.exported": "export",
  "verifications.export_broken_off": "export",
  // The redaction of this verification destroyed it.
  "person.key_destroyed": "verification",
  "details.changed": "person",
  "event.replayed": "event",
  "event.discarded": "event",
  "events.replayed": "list",
  "session.synced": "verification_session",
  "account.synced": "stripe_account",
  "account.adopted": "connected_account",
  "account.started": "connected_account",
  "account.answered": "connected_account",
  "account.person_added": "connected_account",
  "account.person_removed": "connected_account",
  "account.people_confirmed": "connected_account",
  "account.terms_accepted": "connected_account",
  "account.bank_account_set": "connected_account",
  "account.hosted_page_opened": "connected_account",
  "account.selfie_started": "connected_account",
  "account.onboarding_opened": "connected_account",
  "account.document_sent": "connected_account",
  // Of the next four, the subject is the invitation.
  "account.person_invited": "connected_account",
  "account.invitation_opened": "connected_account",
  "account.invitation_answered": "connected_account",
  "account.invitation_revoked": "connected_account",
  // Of the next three, the subject is the person. The first is of one who has no account here, with what she agreed to.
  "account.person_selfie_started": "connected_account",
  "account.person_redaction_requested": "connected_account",
  "account.person_redacted": "connected_account",
  "account.refreshed": "connected_account",
  "account.asked": "connected_account",
  "account.ask_taken_back": "connected_account",
  "account.persons_revealed": "connected_account",
  // Many at once, by one press; each of them has its own entry besides.
  "accounts.asked": "list",
  "accounts.export_started": "export",
  "accounts.exported": "export",
  "accounts.export_broken_off": "export",
  "endpoint.events_requested": "webhook_endpoint",
  // People's data keys were wrapped anew under this one: how many were to be, and how many then were.
  "data_keys.wrap_requested": "pii_key",
  "data_keys.wrapped": "pii_key",
} as const satisfies Record<string, AuditTarget>;

/** One kind of audit entry. */
export type AuditAction = keyof typeof auditActions;

/** A text of the database as a kind of audit entry; false for what another build wrote. */
export const isAuditAction = (action: string): action is AuditAction => Object.hasOwn(auditActions, action);

/** Why somebody looks at evidence. */
export const revealReasons = ["face_comparison", "document_check", "data_comparison", "applicant_request"] as const;

/** Why somebody lets a dead letter go. */
export const discardReasons = ["other_account", "already_right", "unreadable", "gone_at_stripe", "test_data"] as const;

/** One of the reasons to discard an event. */
export type DiscardReason = (typeof discardReasons)[number];

/** One of the reasons to look. */
export type RevealReason = (typeof revealReasons)[number];
