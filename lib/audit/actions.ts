/** Everything that is written to the audit log. */
export const auditActions = [
  "evidence.requested",
  "evidence.refused",
  "evidence.revealed",
  "evidence.image_opened",
  "verification.refreshed",
  "verification.cancel_requested",
  "verification.redaction_requested",
  "verification.redacted",
  "verification.quarantined",
  "verification.adopted",
  "verifications.searched",
  "verifications.export_started",
  "verifications.exported",
  "verifications.export_broken_off",
  "person.key_destroyed",
  "details.changed",
  "event.replayed",
  "event.discarded",
  "events.replayed",
  "session.synced",
  "endpoint.events_requested",
] as const;

/** One kind of audit entry. */
export type AuditAction = (typeof auditActions)[number];

/** Why somebody looks at evidence. */
export const revealReasons = ["face_comparison", "document_check", "data_comparison", "applicant_request"] as const;

/** Why somebody lets a dead letter go. */
export const discardReasons = ["other_account", "already_right", "unreadable", "gone_at_stripe", "test_data"] as const;

/** One of the reasons to discard an event. */
export type DiscardReason = (typeof discardReasons)[number];

/** One of the reasons to look. */
export type RevealReason = (typeof revealReasons)[number];
