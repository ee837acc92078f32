-- By hand: a partial index, which Prisma's schema cannot say.

-- Searches by address of a person whose role may not see addresses (lib/verification/search.ts); other entries never enter it.
CREATE INDEX "audit_entry_searched_idx" ON "audit_entry" ("actor_id", "at") WHERE "action" = 'verifications.searched';
