-- Old entries get the target that follows from their columns; their hashes, of version 1, do not cover it. Rows that nobody
-- else changes are locked, and new entries are written meanwhile.
UPDATE "audit_entry" AS "entry" SET ("target_type", "target_id") = (SELECT * FROM "audit_entry_target"("entry"))
  WHERE "entry"."target_type" IS NULL;

-- Reads the table beside writers, and lets the columns below be closed without another look at it.
ALTER TABLE "audit_entry" VALIDATE CONSTRAINT "audit_entry_has_target";

-- From here on readers and writers wait, for moments.
ALTER TABLE "audit_entry" ALTER COLUMN "target_type" SET NOT NULL, ALTER COLUMN "target_id" SET NOT NULL;
ALTER TABLE "audit_entry" DROP CONSTRAINT "audit_entry_has_target";

-- Nothing may be changed any more.
DROP TRIGGER "audit_entry_only_target" ON "audit_entry";
DROP FUNCTION "audit_entry_only_target"();
DROP TRIGGER "audit_entry_append_only" ON "audit_entry";
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_entry_refuse"();

-- Who discarded an event, and what happened to a verification, is found by target.
DROP INDEX "audit_entry_discarded_idx";
DROP INDEX "audit_entry_verification_id_id_idx";
