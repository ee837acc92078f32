-- Drift was of VerificationSessions alone. The id keeps its column, so that a web and a worker of the build before, which
-- know no other, go on beside this one during a rolling restart; what they write is a session's, as the default says.

-- AlterTable
ALTER TABLE "mended_drift" ADD COLUMN "target_type" TEXT NOT NULL DEFAULT 'verification_session';
