-- A redaction covers those before it (decision 34). Until now it left their sessions at Stripe, and later news of them brought data
-- back: they are marked as asked for, so that the reconciler has them redacted and erased. Processes of the build before do the same.
SET LOCAL lock_timeout = '5s';

UPDATE "verification" AS v SET "redaction_requested_at" = (
  SELECT min(asked."redaction_requested_at") FROM "verification" AS asked
  WHERE asked."user_id" = v."user_id" AND asked."case_number" > v."case_number")
WHERE v."redaction_requested_at" IS NULL
  AND EXISTS (SELECT FROM "verification" AS asked WHERE asked."user_id" = v."user_id"
    AND asked."case_number" > v."case_number" AND asked."redaction_requested_at" IS NOT NULL)
  AND EXISTS (SELECT FROM "verification_session" WHERE "verification_id" = v."id");
