-- Columns without a default: no row is written. Rather fail and be run again than hold up others behind a long reader.
SET LOCAL lock_timeout = '5s';

-- AlterTable
ALTER TABLE "connected_account" ADD COLUMN     "details_changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "mail_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "connected_account_mail_at_idx" ON "connected_account"("mail_at");
