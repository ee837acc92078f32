-- Stripe's enums are open, and a document's country is not always two letters: keep what comes, or say that it is unknown.

-- AlterEnum
ALTER TYPE "stripe_status" ADD VALUE 'unknown';
ALTER TYPE "check_status" ADD VALUE 'unknown';

-- AlterTable
ALTER TABLE "verification" ALTER COLUMN "document_country" TYPE TEXT;
ALTER TABLE "verification_report" ALTER COLUMN "document_country" TYPE TEXT;
ALTER TABLE "verification_check" ALTER COLUMN "kind" TYPE TEXT;

-- DropEnum
DROP TYPE "check_kind";
