-- How often one person has opened evidence lately is counted before each look.
CREATE INDEX "audit_entry_evidence_requested_idx" ON "audit_entry" ("actor_id", "at") WHERE "action" = 'evidence.requested';
