-- Why a person must look is a closed list, and holds for every case in review, not only for those that were put aside.
CREATE TYPE "review_reason" AS ENUM ('user_mismatch', 'fraud_signal', 'unproven_reference', 'attempts_exceeded', 'unknown_status');

ALTER TABLE "verification" ADD COLUMN "review_reason" "review_reason";
UPDATE "verification" SET "review_reason" = CASE
    WHEN "quarantine_reason" IS NOT NULL THEN 'user_mismatch'
    WHEN "failure_code" = 'selfie_manipulated' THEN 'fraud_signal'
    ELSE 'unknown_status' END::"review_reason"
  WHERE "status" = 'in_review';
ALTER TABLE "verification" DROP COLUMN "quarantine_reason";
CREATE INDEX "verification_review_idx" ON "verification" ("review_reason", "created_at" DESC, "id" DESC) WHERE "review_reason" IS NOT NULL;

-- Sessions made elsewhere are held for claims until a sync finds metadata of ours in them.
ALTER TABLE "verification_session" ADD COLUMN "proven" BOOLEAN NOT NULL DEFAULT true;
UPDATE "verification_session" SET "proven" = false
  WHERE "id" IN (SELECT "subject" FROM "audit_entry" WHERE "action" = 'verification.adopted');
