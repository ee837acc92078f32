-- All entries about something, in their order. Alone, because PostgreSQL builds an index beside writers in no transaction;
-- if this fails it leaves an invalid index behind: drop it, then run the migration again.
CREATE INDEX CONCURRENTLY "audit_entry_target_type_target_id_id_idx" ON "audit_entry"("target_type", "target_id", "id");
