-- Every entry of the audit log says what it is about, and by which version of the hash it is chained. Three migrations, so
-- that the table is locked for moments only, however long the log is: columns and triggers here, then the index and the
-- targets of old entries, both beside running processes.

-- Readers and writers of the log wait for this one: rather fail and be run again than hold them up behind a long reader.
SET LOCAL lock_timeout = '5s';

-- A constant default is noted in the catalogue: no row is written, and every old one reads as version 1.
ALTER TABLE "audit_entry"
  ADD COLUMN "target_type" TEXT,
  ADD COLUMN "target_id" TEXT,
  ADD COLUMN "hash_version" SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE "audit_entry" ALTER COLUMN "hash_version" DROP DEFAULT;

-- What an entry is about that was written without saying so: one of before today, or of an older build that still runs while
-- this is deployed. The same actions as in lib/audit/actions.ts, by what was written with them then.
CREATE FUNCTION "audit_entry_target"("entry" "audit_entry", OUT "target_type" TEXT, OUT "target_id" TEXT)
LANGUAGE sql IMMUTABLE AS $$
  SELECT "type", coalesce("id", 'unknown') FROM (SELECT CASE
    WHEN "entry"."action" IN ('event.replayed', 'event.discarded') THEN 'event'
    WHEN "entry"."action" = 'session.synced' THEN 'verification_session'
    WHEN "entry"."action" = 'endpoint.events_requested' THEN 'webhook_endpoint'
    WHEN "entry"."action" = 'details.changed' THEN 'person'
    WHEN "entry"."action" IN ('verifications.searched', 'events.replayed') THEN 'list'
    WHEN "entry"."action" LIKE 'verifications.export%' THEN 'export'
    WHEN "entry"."verification_id" IS NOT NULL THEN 'verification'
    ELSE 'unknown' END AS "type") AS "typed", LATERAL (SELECT CASE "type"
    WHEN 'person' THEN "entry"."actor_id"::text
    WHEN 'list' THEN split_part("entry"."action", '.', 1)
    WHEN 'verification' THEN "entry"."verification_id"::text
    WHEN 'export' THEN NULL
    ELSE "entry"."subject" END AS "id") AS "named"
$$;

-- Version 2 hashes everything that an entry says, its own version first. An array of eleven is never the text of one of
-- eight, so no entry of version 2 fits a hash of version 1.
CREATE OR REPLACE FUNCTION "audit_entry_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."target_type" IS NULL THEN
    SELECT * INTO NEW."target_type", NEW."target_id" FROM "audit_entry_target"(NEW);
  END IF;
  -- One at a time: the id is drawn again under the lock, so that ids and chain have the same order.
  PERFORM pg_advisory_xact_lock(hashtext('audit_entry'));
  NEW."id" := nextval('audit_entry_id_seq');
  NEW."previous_hash" := coalesce(
    (SELECT "hash" FROM "audit_entry" ORDER BY "id" DESC LIMIT 1),
    sha256('identity-onboarding audit log'::bytea)
  );
  NEW."hash_version" := 2;
  NEW."hash" := sha256(NEW."previous_hash" || convert_to(jsonb_build_array(
    NEW."hash_version", NEW."id", extract(epoch FROM NEW."at"), NEW."actor_id", NEW."actor_role", NEW."action",
    NEW."target_type", NEW."target_id", NEW."verification_id", NEW."subject", NEW."reason")::text, 'UTF8'));
  RETURN NEW;
END
$$;

-- Enforced for new rows at once; the old ones are looked at by the third migration.
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_has_target"
  CHECK ("target_type" IS NOT NULL AND "target_id" IS NOT NULL) NOT VALID;

-- Until the third migration ends, one change is let through: an old entry gets the target that follows from its columns.
CREATE FUNCTION "audit_entry_only_target"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "without" "audit_entry" := NEW;
BEGIN
  "without"."target_type" := NULL;
  "without"."target_id" := NULL;
  IF "without" IS NOT DISTINCT FROM OLD AND OLD."hash_version" = 1
    AND (NEW."target_type", NEW."target_id") = (SELECT * FROM "audit_entry_target"(OLD)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END
$$;
DROP TRIGGER "audit_entry_append_only" ON "audit_entry";
CREATE TRIGGER "audit_entry_append_only" BEFORE DELETE OR TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_entry_refuse"();
CREATE TRIGGER "audit_entry_only_target" BEFORE UPDATE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "audit_entry_only_target"();
