-- The data keys under each key of PII_KEYS, and which those are. Alone, because PostgreSQL builds an index beside writers in no
-- transaction; if this fails it leaves an invalid index behind: drop it, then run the migration again.
CREATE INDEX CONCURRENTLY "data_key_key_id_idx" ON "data_key"("key_id", "id") WHERE "destroyed_at" IS NULL;
