-- Whom of a connected account a VerificationSession proves as well.
SET LOCAL lock_timeout = '5s';
ALTER TABLE "verification_session" ADD COLUMN "related_person_id" TEXT;
